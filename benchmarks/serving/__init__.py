"""Parts of ``benchmarks/serve.py``: what is asked, of whom, how it is measured and told."""

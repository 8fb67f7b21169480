"""``python -m treatygraph``."""

from treatygraph.cli import run

run()

"""Print the table of a result of ``make bench-serve``, or write it between the marks of a file.

Without a file it is printed: ``python benchmarks/table.py``; the README's is written by
``python benchmarks/table.py README.md``, and a test holds it to the result that is kept.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from serving.goals import table, with_table

KEPT = Path(__file__).parent / "results/serve.json"


def main() -> None:
    """Print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a file with marks for the table")
    parser.add_argument("--result", type=Path, default=KEPT, help="what was measured")
    options = parser.parse_args()
    result = json.loads(options.result.read_text(encoding="utf-8"))
    if options.file is None:
        print(table(result))
    else:
        text = options.file.read_text(encoding="utf-8")
        options.file.write_text(with_table(text, result), encoding="utf-8")


if __name__ == "__main__":
    main()

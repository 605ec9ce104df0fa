"""Writes a company file, or fills the database that the environment names.

python -m benchmarks.generate 100000 --csv companies.csv
DATA_DIR=/tmp/bench-100000 python -m benchmarks.generate 100000 --database
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("count", type=int, help="how many companies")
    parser.add_argument("--first", type=int, default=1, help="the number of the first of them, in a file")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--csv", type=Path, help="write this file")
    target.add_argument("--database", action="store_true", help="fill the database")
    arguments = parser.parse_args()
    django.setup()
    if arguments.csv:
        write_file(arguments.csv, arguments.count, arguments.first)
        return
    from benchmarks.fill import fill

    fill(arguments.count)


def write_file(path: Path, count: int, first: int = 1) -> None:
    """The company file of `count` companies, row by row."""
    from benchmarks.companies import companies

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(companies(1)).fields))
        writer.writeheader()
        writer.writerows(made.fields for made in companies(count, first))


if __name__ == "__main__":
    main()

"""Fit published data, and say where the model meets them and where it does not.

    python -m benchmarks.real_data tenure          churn by tenure: a whole fit, twice; some minutes
    python -m benchmarks.real_data calls           churn by calls to customer service: the same
    python -m benchmarks.real_data bank            the calls of a bank: how they vary, and what that does to a desk
    python -m benchmarks.real_data again           repeat purchases at CDNOW: the model's law beside BG/NBD
    python -m benchmarks.real_data all --write     and put tables and pictures into docs/fitting.md

The small tables stand in tests/data/observed, with the script that makes them from the data; none is copied.
`again` needs the histories of 2,357 buyers, and says how to get them where they are missing.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from benchmarks.data_sets import bank, calls, cdnow, tenure
from docs.generate.page import DOCS
from sim.report.figures import saving

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.data_sets.study import Study, Told

STUDIES: dict[str, Study] = {
    "tenure": tenure.study,
    "calls": calls.study,
    "bank": bank.study,
    "again": cdnow.study,
}
PAGE = DOCS / "fitting.md"


def main() -> None:
    """Make the studies that are asked for, print what they tell, and write it down if that is asked for too."""
    options = arguments()
    for name in STUDIES if "all" in options.studies else dict.fromkeys(options.studies):
        told = STUDIES[name](options.people, options.workers)
        print(told.text, flush=True)
        if options.write:
            write(name, told, PAGE)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("studies", nargs="+", choices=[*STUDIES, "all"])
    parser.add_argument("--people", type=int, help="simulate so many and not as many as the study takes")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the tables and pictures into docs/fitting.md")
    return parser.parse_args()


def write(name: str, told: Told, page: Path) -> None:
    """Put what a study tells between its marks on a page, and its picture beside."""
    begin, end = marks(name)
    before, there, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (there and closed):
        raise SystemExit(f"{page.name} has no part {name!r}; put its marks back")
    shown = ""
    if told.picture is not None:
        from docs.generate.pictures import noted

        picture = page.parent / "img" / f"data_{name}.png"
        dotted, drawn = saving.png(told.picture), saving.svg(told.picture, name)
        picture.write_bytes(noted(picture.stem, dotted, drawn))
        shown = f"\n\n![{told.picture.get_label()}](img/{picture.name})"
    page.write_text(f"{before}{begin}\n\n{told.text}{shown}\n\n{end}{after}", encoding="utf-8", newline="\n")


def marks(name: str) -> tuple[str, str]:
    """Between what the part of a study stands on the page."""
    return f"<!-- {name}: made by `python -m benchmarks.real_data {name} --write` -->", f"<!-- end of {name} -->"


if __name__ == "__main__":
    main()

"""Measures what is promised and writes it down: `python -m tests.trust [--slow] [--out FOLDER] [NAME ...]`.

Without a name everything is measured; `--slow` includes what CI leaves out. With `--out` the commands keep their
results there, and go on where they stopped the last time. Afterwards `docs/trust.md` is written
anew. It ends with 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from docs.generate import PAGES
from tests.trust.measuring import measure
from tests.trust.promise import MEASURED, measured, promises


def main() -> int:
    """Measure, write down, and say whether all is kept."""
    known = {promise.name: promise for promise in promises()}
    parser = argparse.ArgumentParser(prog="python -m tests.trust", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*known, []], metavar="NAME")
    parser.add_argument("--slow", action="store_true", help="with the tests that CI leaves out")
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where commands keep what they made")
    asked = parser.parse_args()
    broken = 0
    for name in asked.names or known:
        now = measure(known[name], slow=asked.slow, out=asked.out)
        broken += now.get("failed", 0) > 0
        kept = {**measured(), name: now}
        ordered = {one: kept[one] for one in known if one in kept}
        MEASURED.write_text(
            json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
        )
    for page in PAGES:
        page.path.write_text(page.renewed(), encoding="utf-8", newline="\n")
    return int(broken > 0)


if __name__ == "__main__":
    raise SystemExit(main())

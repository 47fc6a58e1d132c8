"""The ledger of claims as the page on them has it: what each says, of which kind it is, and what was found last.

The figures are those of the last trial that was taken over, and stand in `docs/claims.csv`:

    python run.py claims --full
    python -m docs.generate.ledger results/claims-<digest>/seed-1
    python -m docs.generate

A claim whose experiment is another one today is said to be so, and its figures are not shown.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from docs.generate.page import DOCS, table
from sim.archive.names import CLAIMS as TABLE
from sim.archive.names import DEBATES as CURVES
from sim.archive.names import PROVENANCE
from sim.questions.claims.claim import ARTICLES, Claim, Tag
from sim.questions.claims.ledger import CLAIMS, DEBATES
from sim.questions.claims.plans import checksum
from sim.report import claims_words as words
from sim.results import ENGINE_VERSION
from sim.scenario.guide import serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.questions.claims.debate import Debate
    from sim.questions.claims.experiment import Experiment

KEPT = DOCS / "claims.csv"
COLUMNS = ("claim", "verdict", "in_short", "experiment", "engine", "ran", "command")
OTHERWISE = re.compile(r"--(set|seed)\b")
STANDING = {"1", "2"}
"""Earlier engines whose findings stand: from 1 to 2 the parts of CX moved in the eighth digit, from 2 to 3
the minutes of logged events, nothing else."""
NOT_YET = "*not played*"
NOT_TRIED = "*not tried yet*"
CHANGED = "*its experiment has changed since it was tried*"


# --- what is kept -------------------------------------------------------------------------------------------


def kept() -> dict[str, dict[str, str]]:
    """What the last trial found, by the id of the claim or the name of the debate."""
    with KEPT.open(encoding="utf-8", newline="") as file:
        return {row["claim"]: row for row in csv.DictReader(file)}


def take_over(folder: Path) -> None:
    """Keep what the trial in a folder has found; what it did not try stays as it was."""
    facts = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    if OTHERWISE.search(facts["command"]):
        raise SystemExit(f"{folder}: is a trial of claims in other worlds than their own ({facts['command']})")
    command = f"python run.py claims{' --full' * ('--full' in facts['command'])}"
    shared = {"engine": facts["engine_version"], "ran": facts["written"][:10], "command": command}
    found = kept() if KEPT.exists() else {}
    for file, key in ((TABLE, "claim"), (CURVES, "debate")):
        for row in _rows(folder / file):
            if row["in_short"]:
                found[row[key]] = {"claim": row[key], **row, **shared}
    order = [name for name in (*DEBATES, *CLAIMS) if name in found]
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(found[name] for name in order)


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as opened:
        # The tables of results keep a sign at the beginning of a text from being taken for a formula.
        return [{name: value.removeprefix("'") for name, value in row.items()} for row in csv.DictReader(opened)]


# --- what the page says -------------------------------------------------------------------------------------


def counts() -> str:
    """How many claims there are of each kind, and how many emergent ones have come to which verdict."""
    known = kept()
    tags = Counter(claim.tag for claim in CLAIMS.values())
    tried = [claim for claim in CLAIMS.values() if claim.tag is Tag.EMERGENT and _is_current(claim, known)]
    verdicts = Counter(known[claim.id]["verdict"] for claim in tried)
    kinds = ", ".join(f"{tags[tag]} {tag}" for tag in Tag)
    told = words.verdicts(verdicts) or "none has been tried"
    runs = sorted({(row["ran"], row["command"], row["engine"]) for row in known.values()})
    how = "; ".join(f"`{command}` on {ran}, {_engine(engine)}" for ran, command, engine in runs)
    return f"{len(CLAIMS)} claims: {kinds}. Of the emergent ones: {told}." + (f" From {how}." if how else "")


def _engine(version: str) -> str:
    """Which engine it was; of one that is not today's and whose findings stand also that."""
    since = ": no verdict hangs on what [has changed since](../CHANGELOG.md)" if version in STANDING else ""
    return f"engine version {version}{since}"


def debates() -> str:
    """One row a debate: the question, and what settles it."""
    known = kept()
    return table(
        ("debate", "what settles it", "claims"),
        ((one.question, _found(one.name, one, known), ", ".join(one.claims)) for one in DEBATES.values()),
    )


def articles() -> str:
    """A chapter an article, with a row a claim."""
    known, played = kept(), serving()
    return "\n\n".join(_chapters(known, played))


def _chapters(known: Mapping[str, Mapping[str, str]], played: Mapping[str, list[str]]) -> Iterator[str]:
    heads = ("id", "claim", "kind, and why", "what was found", "scenarios")
    for article in ARTICLES:
        mine = [claim for claim in CLAIMS.values() if claim.article == article]
        rows = [
            (claim.id, claim.says, f"{claim.tag}: {claim.reason}", _verdict(claim, known),
             ", ".join(f"`{name}`" for name in played.get(claim.id, ())) or NOT_YET)
            for claim in mine
        ]  # fmt: skip
        note = f"\n\n{article.note}" if article.note else ""
        yield f"## {article.letter}. Article {article.number}: {article.title}{note}\n\n{table(heads, rows)}"


def _verdict(claim: Claim, known: Mapping[str, Mapping[str, str]]) -> str:
    """What became of a claim: the verdict with its figures, the test that holds it, or what it would need."""
    if claim.tag is Tag.OUTSIDE:
        return f"it would need {claim.needs}" if claim.needs else ""
    held = f"held by `{claim.test}`" if claim.test else ""
    if claim.experiment is None:
        return held or NOT_TRIED
    found = _found(claim.id, claim.experiment, known)
    return f"{found}; {held}" if held else found


def _found(name: str, one: Experiment | Debate, known: Mapping[str, Mapping[str, str]]) -> str:
    if name not in known:
        return NOT_TRIED
    if not _is_same(name, one, known):
        return CHANGED
    verdict = known[name]["verdict"]
    return f"**{verdict}**: {known[name]['in_short']}" if verdict else known[name]["in_short"]


def _is_current(claim: Claim, known: Mapping[str, Mapping[str, str]]) -> bool:
    return claim.experiment is not None and _is_same(claim.id, claim.experiment, known)


def _is_same(name: str, one: Experiment | Debate, known: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether what was found is of the experiment as it is today, and of an engine whose findings stand."""
    found = known.get(name, {})
    return found.get("experiment") == checksum(one) and found.get("engine") in (str(ENGINE_VERSION), *STANDING)


if __name__ == "__main__":
    take_over(Path(sys.argv[1]))

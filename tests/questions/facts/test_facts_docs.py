"""docs/facts.md tells every fact as the program declares it, with figures that a run has given.

Its table is written from what the command says:

    python run.py facts --replications 6 --json > facts.json
    python -m tests.questions.facts.test_facts_docs facts.json
"""

from __future__ import annotations

import json
import re
import sys
from math import isclose
from pathlib import Path

import pytest

from sim.questions.facts import FACTS
from sim.questions.facts.answer import Facts
from sim.questions.facts.fact import Kind
from sim.questions.facts.study import measured
from sim.questions.facts.worlds import worlds_of
from sim.report import facts_words as words
from sim.report.facts_json import facts_object
from sim.scenario import Scenario

PAGE = Path(__file__).parents[3] / "docs" / "facts.md"
COMMAND = "python run.py facts --replications 6"
BEGIN, END = "<!-- facts: made by `python -m tests.questions.facts.test_facts_docs` -->", "<!-- end of facts -->"
HEAD = "| | | the world | here | 95 % interval | band | |\n|---|---|---|---|---|---|---|"


def page():
    return PAGE.read_text(encoding="utf-8")


def table_of(told):
    """Write the table from what the command says as JSON."""
    lines = [BEGIN, HEAD]
    for fact, said in zip(FACTS, told["facts"], strict=True):
        assert fact.id == said["id"]
        source = f"{fact.source} ({fact.status})"
        lines.append(f"| **{fact.id}** | **{fact.title}** | {source} | | | | **{said['verdict']}** |")
        lines += [_row(figure, found) for figure, found in zip(fact.figures, said["figures"], strict=True)]
    return "\n".join([*lines, END])


def _row(figure, found):
    ends = [found[end] for end in ("low", "high")]
    same = ends[0] is None or isclose(*ends, rel_tol=1e-9)
    reach = "" if same else " to ".join(words.written(end, figure.unit).removesuffix(" %") for end in ends)
    verdict = found["verdict"] if figure.band else ""
    band = words.band(figure.band, figure.unit)
    here = words.written(found["mean"], figure.unit)
    return f"| | {figure.says} | {figure.world} | {here} | {reach} | {band} | {verdict} |"


def rows():
    """Give the cells of the table, without its head."""
    table = page().split(BEGIN)[1].split(END)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line][2:]


def test_the_table_has_every_fact_and_figure_as_they_are_declared():
    told = [(row[0].strip("*"), row[1].strip("*")) if row[0] else ("", row[1], row[2], row[5]) for row in rows()]
    declared = []
    for fact in FACTS:
        declared.append((fact.id, fact.title))
        declared += [("", one.says, one.world, words.band(one.band, one.unit)) for one in fact.figures]
    assert told == declared


def test_its_verdicts_are_those_of_its_own_numbers():
    """To the digits that are written: a figure that is said to be met does not lie outside its band."""
    figures = iter([figure for fact in FACTS for figure in fact.figures])
    for row in rows():
        if row[0]:
            continue
        figure = next(figures)
        assert bool(row[6]) == (figure.band is not None), row
        if figure.band is None:
            continue
        scale = 0.01 if row[3].endswith("%") else 1.0
        low, high = (scale * float(end.replace(",", "")) for end in row[4].split(" to "))
        spare = 0.5 * scale * 10.0 ** -len(row[4].split(" to ")[0].partition(".")[2])
        inside = figure.band.low - spare <= low and high <= figure.band.high + spare
        outside = high < figure.band.low + spare or low > figure.band.high - spare
        assert (row[6], True) in {("met", inside), ("missed", outside), ("open", not outside)}, row


def test_the_page_says_with_what_command_its_table_was_made_and_what_is_not_modelled():
    assert COMMAND in page()
    for fact in FACTS:
        if fact.kind is Kind.ABSENT:
            assert fact.remark in " ".join(page().split()), fact.id
    assert re.search(r"\d+ of \d+ facts", page())


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_run_gives_the_figures_of_the_page():
    """The seed and the size are those of the page, so the figures are the same: pytest -m slow -k of_the_page."""
    spec = Scenario.load("default")
    values = measured(FACTS, worlds_of(spec), replications=int(COMMAND.split()[-1]), seed=spec.seed)
    assert table_of(facts_object(Facts(spec, FACTS, values, spec.seed))) in page()


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    before, _, rest = page().partition(BEGIN)
    PAGE.write_text(before + table_of(told) + rest.partition(END)[2], encoding="utf-8")

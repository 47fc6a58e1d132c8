"""What pages take from the program is what the program says; `python -m docs.generate` writes it anew."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

import sim.plain
import sim.rules
from docs.generate import PAGES, draws, ledger, reference
from docs.generate.page import DOCS, row, with_part
from sim.luck import Decision
from sim.plain import PlainModel
from sim.results import ENGINE_VERSION
from sim.scenario import Scenario

RULES = Path(sim.rules.__file__).parent

LAWS = {
    "chance": "chance", "gamma_factor": "gamma", "geometric": "geometric", "lognormal": "lognormal",
    "normal": "normal", "poisson": "Poisson", "threshold": "exponential", "touch": "normal", "uniform": "uniform",
}  # fmt: skip
"""Laws by the function of the plain engine that draws."""

COUNTED = {
    "0": "life", "self.visits": "visit", "self.purchases": "purchase", "self.uses": "use", "self.cases": "case",
    "self.cases + 1": "case", "self.contacts": "contact", "customer.contacts": "contact",
    "contact.number": "contact",
    "self.model.day": "day", "self.prospect_clocks": "prospect clock", "self.failure_clocks": "failure clock",
    "self.question_clocks": "question clock", "self.outreach_clocks": "outreach clock",
}  # fmt: skip
"""What counts the occasions of a draw, by how the plain engine says it."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.name)
def test_a_page_says_what_the_program_says(page):
    assert page.renewed() == page.path.read_text(encoding="utf-8"), "say `python -m docs.generate`"


def test_a_page_that_lost_its_marks_is_not_passed_over():
    with pytest.raises(ValueError, match="no part 'day'"):
        with_part("# A page", "day", "the order of a day")


def test_nothing_ends_a_cell_too_early():
    assert row(["a|b", 1]) == "| a\\|b | 1 |"


def drawn():
    """Give every draw of the plain engine: what is decided, by which function, on what occasion."""
    for file in Path(sim.plain.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(ast.Attribute(attr=function), args):
                    for key, occasion in pairwise(args):
                        match key:
                            case ast.Attribute(ast.Name("Decision"), name):
                                yield name, function, ast.unparse(occasion)


def test_every_draw_is_described_by_the_law_and_the_occasion_that_it_has():
    described = draws.declared()
    assert list(described) == [decision.name for decision in Decision]
    seen = list(drawn())
    assert len({name for name, *_ in seen}) >= len(Decision) - 4, "two are drawn in a loop, two in a choice"
    for name, function, occasion in seen:
        per, law, _ = described[name]
        assert LAWS[function] in law.split(" or "), name
        assert COUNTED[occasion] == per, name


def test_the_state_of_the_description_is_that_of_the_model():
    table = (DOCS / "odd.md").read_text(encoding="utf-8").partition("| entity |")[2].partition("\n\n")[0]
    model = PlainModel(Scenario().but({"population": 1, "days": 1}))
    who = {
        "customer": model.customers[0], "marketing": model.marketing, "product": model.product,
        "service": model.service, "desk": model.desk,
    }  # fmt: skip
    rows = dict(re.findall(r"^\| (\w+) \| [^|]+ \| (.*) \|$", table, re.MULTILINE))
    assert set(who) <= set(rows)
    for entity, its in who.items():
        names = re.findall(r"`(\w+)`", rows[entity])
        assert names, entity
        assert [name for name in names if not hasattr(its, name)] == []


def test_every_mechanism_that_is_off_is_told():
    """What says "0 is off" or "1 is off" of itself stands on the page, and is off."""
    from docs.generate.off import OFF
    from sim.scenario.scenario import parameters

    declared = parameters()
    says = {key for key, one in declared.items() if re.search(r"\b[01] is off\b", one.meaning)}
    assert says <= set(OFF)
    for key in says:
        off = re.search(r"\b([01]) is off\b", declared[key].meaning)[1]
        assert declared[key].default == float(off), key


def test_what_an_earlier_engine_found_is_said_to_stand(monkeypatch):
    for engine, stands in ((ENGINE_VERSION - 1, True), (ENGINE_VERSION, False)):
        row = {"ran": "2026-11-22", "command": "claims --full", "engine": str(engine)}
        monkeypatch.setattr(ledger, "kept", lambda row=row: {"A1": row})
        assert f"engine version {engine}" in ledger.counts()
        assert ("changed since" in ledger.counts()) == stands


def test_every_source_that_a_rule_names_stands_in_the_list_of_the_model():
    rules = " ".join(" ".join(file.read_text(encoding="utf-8") for file in RULES.glob("*.py")).split())
    listed = (DOCS / "model.md").read_text(encoding="utf-8").partition("**Read for this model**")[2]
    named = set(re.findall(r"\b([A-Z]\w+)[\w ,&.]{0,60}? ((?:19|20)\d\d)\b", rules))
    assert len(named) > 20
    assert [one for one in sorted(named) if not re.search(rf"\b{one[0]}\b[^;:]*? {one[1]}\b", listed)] == []


def test_every_name_in_the_reference_has_a_text_and_every_column_a_line_of_the_list():
    names = reference.chapters()
    assert re.findall(r"^#+ (.*)\n+(?=#|\Z)", names, re.MULTILINE) == []
    assert re.findall(r"^- .*\n(`.*)", names, re.MULTILINE) == []


def test_the_reference_says_what_to_give_for_each_type_of_a_signature():
    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b[A-Z]\w+", "".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))))
    of_python = {"Any", "Callable", "DataFrame", "False", "Iterable", "Iterator", "Mapping", "None"}
    chapters = set(re.findall(r"^## (\w+)$", page, re.MULTILINE))
    named -= {"Path", "Sequence"} | of_python | chapters
    assert named == set(re.findall(r"^\| `([A-Z]\w+)` \|", page, re.MULTILINE))

"""`claims`: the counts first, a line a claim, one object for programs, and a page; what is kept is read again."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.archive import names
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.experiment import falls, rises

sys.path.append(str(Path(__file__).parents[1] / "questions" / "claims"))
from tiny_claims import above_six_tenths, experiment, more_quality, of

SAME = {"more": {}, "less": {}}
LEDGER = {
    "A1": Claim("A1", "More <b>is</b> more.", Tag.EMERGENT, "made up", experiment(of(more_quality), rises(0.05))),
    "A2": Claim("A2", "More is less.", Tag.EMERGENT, "made up", experiment(of(more_quality), falls(0.05))),
    "A3": Claim(
        "A3", "It is not much.", Tag.EMERGENT, "made up",
        experiment(of(above_six_tenths), falls(0.001), worlds=SAME, region={"product.quality": (0.2, 0.9)}),
    ),
    "B1": Claim("B1", "Two and two are four.", Tag.BUILT_IN, "arithmetic", test="tests/test_results.py"),
    "C1": Claim("C1", "Rivals dream.", Tag.OUTSIDE, "rivals are a constant", needs="rivals who sleep"),
    "C2": Claim("C2", "Nobody looked.", Tag.EMERGENT, "made up"),
}  # fmt: skip
KEYS = {"id", "tag", "verdict", "measure", "effect", "low", "high", "reason"}


@pytest.fixture(autouse=True)
def ledger(monkeypatch):
    """Put a ledger of six claims in the place of the real one."""
    monkeypatch.setattr("sim.questions.claims.ledger.CLAIMS", LEDGER)
    monkeypatch.setattr("sim.questions.claims.ledger.DEBATES", {})


def test_the_counts_come_first_and_then_a_line_a_claim(say):
    said = say("claims", "--workers", "1")
    assert (said.code, said.err) == (0, "")
    head, lines = said.out.split("\n\n")[:2]
    assert " ".join(head.split()) == (
        "6 claims. 4 could have come out either way: 1 is supported, 2 are not supported and 1 was not tried. "
        "1 is built into the model and 1 lies outside it."
    )
    assert [line.split()[0] for line in lines.splitlines()] == list(LEDGER)
    assert max(map(len, said.out.splitlines())) <= 80
    assert re.search(r"^A1 +supported +\+0\.200(00| quality) +More <b>is</b> more\.$", lines, re.MULTILINE)
    assert re.search(r"^A2 +not supported +\+0\.200(00| quality)", lines, re.MULTILINE)


def test_one_claim_is_told_whole(say):
    said = say("claims", "--only", "a3", "--full", "--workers", "1")
    assert "depends (emergent: made up)" in said.out
    told = " ".join(said.out.split())
    assert re.search(r"Around it the claim holds at \d+ of 16 points: up to product.quality 0.6 \(", told)
    assert "It would need: rivals who sleep" in say("claims", "--only", "C1").out
    assert "Held by: tests/test_results.py" in say("claims", "--only", "B1").out


def test_a_program_gets_one_object_with_every_claim(say):
    said = say("claims", "--json", "--workers", "1")
    found = json.loads(said.out)
    assert found["command"] == "claims"
    assert found["summary"]["verdicts"] == {"supported": 1, "not supported": 2, "not tried": 1}
    claims = {claim["id"]: claim for claim in found["claims"]}
    assert list(claims) == list(LEDGER)
    assert all(set(claim) >= KEYS for claim in claims.values())
    verdicts = {name: claim["verdict"] for name, claim in claims.items()}
    assert verdicts == {"A1": "supported", "A2": "not supported", "A3": "not supported",
                        "B1": "by construction", "C1": None, "C2": None}  # fmt: skip
    assert claims["A2"]["effect"] == pytest.approx(0.2)
    assert claims["B1"]["effect"] is None
    assert claims["C1"]["needs"] == "rivals who sleep"
    assert "the other way, against the claim" in claims["A2"]["reason"]


def test_the_page_escapes_what_it_is_given_and_its_pictures_are_whole(say):
    folder = Path(json.loads(say("claims", "--json", "--full", "--workers", "1").out)["folder"])
    page = (folder / names.REPORT).read_text(encoding="utf-8")
    assert "More &lt;b&gt;is&lt;/b&gt; more." in page
    assert "trapeze claims --only A2" in page
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 3
    for picture in pictures:
        assert ElementTree.fromstring(picture).get("role") == "img"
    assert pictures[2].count("<circle") + pictures[2].count("<rect") >= 16
    tables = {
        name: (folder / name).read_text(encoding="utf-8").splitlines() for name in (names.CLAIMS, names.REGIONS)
    }
    assert [len(lines) for lines in tables.values()] == [7, 17]


def test_what_is_kept_is_read_again_and_its_page_is_the_same(say, monkeypatch):
    first = say("claims", "--only", "A1", "--json")
    folder = Path(json.loads(first.out)["folder"])
    page = (folder / names.REPORT).read_bytes()
    monkeypatch.setattr("sim.experiment.runner.Runner.results", lambda _: pytest.fail("computed again"))
    assert say("claims", "--only", "A1", "--json").out == first.out
    (folder / names.REPORT).unlink()
    assert say("claims", "--only", "A1", "--json").out == first.out
    assert (folder / names.REPORT).read_bytes() == page
    # Other replications are other runs: of two, these are there.
    said = json.loads(say("claims", "--only", "A1", "--json", "--replications", "2").out)
    assert said["claims"][0]["replications"] == 2


def test_settings_are_laid_over_the_worlds(say):
    of_usual, of_more = (
        json.loads(say("claims", "--only", "A3", "--json", *more).out)["claims"][0]["effect"]
        for more in ((), ("--set", "product.quality=0.9"))
    )
    assert of_more == pytest.approx(0.3)
    assert of_usual != pytest.approx(0.3)


def test_a_claim_that_is_not_there_is_one_line_with_what_to_do(say):
    said = say("claims", "--only", "A9")
    assert (said.code, said.out) == (2, "")
    assert said.err == "error: --only A9: no such claim; A1 is one, and A all of its article\n"


def test_who_stops_a_trial_is_told_how_to_go_on(say, monkeypatch):
    words = []
    monkeypatch.setattr("sim.cli.stopping.say_when_stopped", words.append)
    say("claims", "--only", "A1", "--full", "--replications", "3")
    assert words == [
        "stopped; what is finished is kept, go on with: trapeze claims --only A1 --full --replications 3",
        "",
    ]

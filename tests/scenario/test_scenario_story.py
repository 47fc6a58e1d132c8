"""The story of a scenario: every word that was said about a key, where, and what it changed."""

from __future__ import annotations

import pytest

from sim import Scenario
from sim.scenario import places
from sim.scenario.reading import OF_ONE_FILE
from sim.scenario.story import story

GRAND = """\
[product]
quality = 0.65
usage_rate = 0.3
[desk]
agents = 3
"""
PARENT = """\
title = "Parent"
extends = ["grand"]

[product]
quality = 0.45
"""
CHILD = """\
title = "Child"
extends = ["parent"]
days = 90
[desk]
staffing_ratio = 2
[product]
quality = 0.35
"""


@pytest.fixture
def chain(tmp_path, monkeypatch):
    """Give a child whose parents lie in the scenarios folder, three levels in all."""
    shelf = tmp_path / "scenarios"
    shelf.mkdir()
    for name, content in (("grand", GRAND), ("parent", PARENT)):
        (shelf / f"{name}.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr("sim.scenario.reading.folder", lambda: shelf)
    monkeypatch.setattr("sim.scenario.reading.comes_along", lambda name: name in ("grand", "parent"))
    path = tmp_path / "child.toml"
    path.write_text(CHILD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def told(path, overrides=None):
    return {one.key: one for one in story(path, overrides)}


def test_each_word_names_its_file_and_line_and_what_held_before(chain):
    quality = told(chain)["product.quality"]
    assert [(word.place, word.before, word.value) for word in quality.words] == [
        ("grand.toml:2", 0.6, 0.65),
        ("parent.toml:5", 0.65, 0.45),
        ("child.toml:7", 0.45, 0.35),
    ]
    assert quality.unit == "quality"
    assert quality.now.place == "child.toml:7"


def test_a_value_that_was_there_already_has_no_effect(chain):
    use = told(chain)["product.usage_rate"]
    assert not use.matters
    assert [word.place for word in use.words] == ["grand.toml:3"]


def test_of_two_keys_that_replace_each_other_the_later_takes_the_place_of_the_earlier(chain):
    both = told(chain)
    agents, ratio = both["desk.agents"], both["desk.staffing_ratio"]
    assert [(word.place, word.before, word.value, word.instead_of) for word in agents.words] == [
        ("grand.toml:5", None, 3.0, "desk.staffing_ratio"),
        ("child.toml:5", 3.0, None, None),
    ]
    assert [(word.place, word.before, word.value) for word in ratio.words] == [
        ("grand.toml:5", 1.15, None),
        ("child.toml:5", None, 2.0),
    ]


def test_the_command_line_has_the_last_word(chain):
    words = told(chain, {"product.quality": 0.9, "days": 90})
    assert [(word.place, word.value) for word in words["product.quality"].words][-1] == ("--set", 0.9)
    assert not words["days"].words[-1].matters
    assert words["days"].now.place == "child.toml:3"


def test_a_title_is_nobodys_business_but_its_files(chain):
    assert "title" not in told(chain)


@pytest.mark.parametrize("name", places.names())
@pytest.mark.parametrize("overrides", [{}, {"desk.agents": 7, "marketing.promise": 0.5}])
def test_the_story_ends_where_the_scenario_stands(name, overrides):
    spec = Scenario.load(name, overrides)
    stands = spec._resolved()
    said = told(name, overrides)
    for key, one in said.items():
        if key in stands:
            assert one.words[-1].value == stands[key], key
    untold = {key: value for key, value in Scenario()._resolved().items() if key not in said}
    for key, value in untold.items():
        assert stands[key] == value or key in OF_ONE_FILE

"""Every setting is somebody's doing, or nobody's: none is forgotten, none is told by accident."""

from __future__ import annotations

import pytest

from sim.measures.record import LEDGER
from sim.questions.levers import (
    ELSEWHERE,
    LEVERS,
    OF_A_BLOCK,
    OF_A_COLUMN,
    REST,
    differing,
    lever_of,
    with_levers,
)
from sim.scenario import Role, Scenario, parameters

OF_THE_RUN = {"title", "description", "protocol", "population", "represents", "days", "measure_from_day",
              "replications", "seed", "log"}  # fmt: skip
OF_THE_WORLD = [key for key in parameters() if key not in OF_THE_RUN and not key.startswith("rescue.")]
BLOCKS_OF_THE_REST = {"market", "belief", "experience", "loyalty", "word_of_mouth", "money", "survey"}


def test_every_block_is_a_departments_or_deliberately_the_rest():
    blocks = {key.partition(".")[0] for key in OF_THE_WORLD if "." in key}
    assert blocks == OF_A_BLOCK.keys() | BLOCKS_OF_THE_REST


@pytest.mark.parametrize("key", OF_THE_WORLD)
def test_every_setting_has_a_lever(key):
    assert lever_of(key) in LEVERS


def test_what_a_firm_decides_is_a_departments_doing_except_the_price():
    decided = [key for key, parameter in parameters().items() if parameter.role is Role.LEVER]
    assert [key for key in decided if lever_of(key) == REST] == ["money.price"]


def test_exceptions_are_of_settings_that_exist_and_are_exceptions():
    assert ELSEWHERE.keys() <= parameters().keys()
    for key, lever in ELSEWHERE.items():
        assert lever != OF_A_BLOCK.get(key.partition(".")[0], REST), key


def test_every_column_of_the_ledger_is_somebodys():
    assert tuple(OF_A_COLUMN) == LEDGER
    assert set(OF_A_COLUMN.values()) == set(LEVERS) - {REST}


def test_what_differs_is_found_by_lever_and_nothing_else():
    weak = Scenario()
    better = weak.but({
        "title": "another", "seed": 7, "product.quality": 0.8, "failures.rate": 0.002, "desk.agents": 12,
        "marketing.promise": 0.7, "journey.entry.quality": 0.8, "money.price": 90.0,
        "segments": [{"name": "a", "share": 1.0}],
    })  # fmt: skip
    found = differing(weak, better)
    assert {lever: sorted(keys) for lever, keys in found.items()} == {
        "marketing": ["marketing.overpromise", "marketing.promise"],
        "product": ["failures.rate", "product.quality"],
        "journey": ["journey.entry.quality"],
        "service": ["desk.agents", "desk.staffing_ratio"],
        "rest": ["money.price", "segments"],
    }
    assert differing(weak, weak.but({"title": "the same", "replications": 3})) == {}


def test_one_lever_is_moved_as_a_whole_and_all_of_them_make_the_other_scenario():
    weak = Scenario()
    better = weak.but({"desk.agents": 12, "marketing.promise": 0.7, "segments": [{"name": "a", "share": 1.0}],
                       "changes": [{"from_day": 9, "desk.agents": 3}]})  # fmt: skip
    found = differing(weak, better)
    served = with_levers(weak, better, found["service"])
    assert (served.desk.agents, served.desk.staffing_ratio) == (12, None)
    assert served.marketing == weak.marketing
    whole = {key: both for settings in found.values() for key, both in settings.items()}
    assert with_levers(weak, better, whole).digest == better.digest
    back = {key: (theirs, mine) for key, (mine, theirs) in whole.items()}
    assert with_levers(better, weak, back).digest == weak.digest

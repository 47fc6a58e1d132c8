"""The index over time of what only whole lives tell: experience, scores, lifetime value."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.questions.rescue import rescue
from sim.questions.rescue.course import OF_WHOLE_LIVES, course, ended, joined
from sim.scenario import Scenario

pytestmark = pytest.mark.no_cover

FIRM = Scenario.load("default").but({
    "population": 100, "represents": 1, "days": 45, "measure_from_day": 5, "failures.rate": 0.02,
    "changes": [{"from_day": 20, "product.quality": 0.4}, {"from_day": 40, "failures.rate": 0.0}],
})  # fmt: skip


@pytest.fixture(scope="module")
def whole():
    return rescue(FIRM, replications=2, seed=3)


@pytest.fixture(scope="module")
def found(whole):
    return course(whole)


def test_each_day_is_that_of_the_run_that_ends_there(whole, found):
    """Here the sketch is as fine as the cells: the same people, as often."""
    shorter = rescue(FIRM.but({"days": 35, "changes": FIRM.changes[:1]}), replications=2, seed=3)
    then = found[found["day"] == 30].reset_index(drop=True)
    expected = shorter.index[shorter.index["measure"].isin(OF_WHOLE_LIVES)].reset_index(drop=True)
    pd.testing.assert_frame_equal(then.drop(columns="day"), expected[list(then.columns.drop("day"))])
    assert not then["index"].isna().all()


def test_the_last_day_is_the_index_itself(whole, found):
    assert list(found["day"]) == [30, 40] * 3
    assert list(found["measure"]) == [name for name in OF_WHOLE_LIVES for _ in range(2)]
    last = found[found["day"] == 40].set_index("measure")["index"]
    pd.testing.assert_series_equal(last, whole.index.set_index("measure")["index"][list(OF_WHOLE_LIVES)])


def test_it_joins_the_courses_of_customers_and_profit(whole, found):
    table = joined(whole, found)
    assert set(table["measure"]) == {"retention", "profit", *OF_WHOLE_LIVES}
    assert not table.duplicated(["day", "measure"]).any()
    assert len(joined(whole, None)) == len(table) - len(found)


def test_a_sketch_has_the_market_of_the_cells_in_fewer_people():
    spec = Scenario.load("default")
    sketch = ended(spec, 90, 4)
    assert (sketch.days, sketch.population) == (90, 5_000)
    assert sketch.population * sketch.weight == spec.population * spec.weight

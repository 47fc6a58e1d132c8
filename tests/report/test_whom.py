"""After a warm-up no sentence says that somebody had just bought: what is counted is whom it has left."""

import re

import pytest

from sim import Scenario, compare, simulate
from sim.questions.rescue import rescue
from sim.report import as_json, comparison, page, rescue_page, rescue_screen, screen, wording
from sim.report.whom import BUYERS, whom_of

LATE = Scenario().but({
    "population": 300, "represents": 300, "days": 60, "measure_from_day": 40, "failures.rate": 0.02,
    "returns.rate": 0.01, "replications": 2,
})  # fmt: skip
OF_PURCHASES = re.compile(
    r"100 buyers|after they bought|since the purchase|all buyers who|% of buyers|among all buyers"
)


def test_whoever_is_counted_is_called_what_he_is():
    assert whom_of(Scenario()) is BUYERS
    assert wording.happened(0.84, 183, whom_of(Scenario().but({"measure_from_day": 182}))) == (
        "Of 100 customers of day 182, 84 are still customers 183 days later."
    )
    market = whom_of(Scenario().but({"measure_from_day": 182, "protocol": "market"}))
    assert wording.happened(0.84, 90, market) == (
        "Of 100 customers of day 182 or later, 84 are still customers 90 days after that day or their purchase."
    )
    assert wording.nobody(market) == "There were no customers of day 182 or later, so there is nobody to keep."


@pytest.mark.parametrize("protocol", ["cohort", "market"])
def test_after_a_warm_up_a_run_is_not_told_of_buyers(shown, protocol):
    late = LATE.but({"protocol": protocol, "marketing.reach_per_day": 0.2})
    told = simulate(late)
    on_screen, on_page = shown(screen.show_run, late, told, width=200), page.render(told)
    for text in (on_screen, on_page):
        assert "Of 100 customers of day 40" in text
        assert not OF_PURCHASES.search(text)
    assert "whoever is called a buyer was a customer on day 40 or became one later" in on_page
    described = as_json.run_object(late, told)
    assert described["measure_from_day"] == 40
    assert described["counted"].startswith("customers of day 40")


def test_after_a_warm_up_a_rescue_is_not_told_of_buyers(shown):
    answer = rescue(LATE)
    lives = shown(rescue_screen.show_lives, answer, width=200)
    for text in (shown(rescue_screen.show_rescue, answer, width=200), lives, rescue_page.render(answer)):
        assert "customers of day 40" in text
        assert not OF_PURCHASES.search(text)
        assert "buyers in brackets" not in text


def test_after_a_warm_up_a_comparison_is_not_told_of_buyers(shown):
    answer = compare(LATE, LATE.but({"product.quality": 0.2}), labels=["worse"])
    text = shown(comparison.show, answer, width=200)
    assert "customers of day 40" in text
    assert not OF_PURCHASES.search(text)

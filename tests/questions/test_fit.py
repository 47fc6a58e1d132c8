"""Settings are found from figures: those that made the figures, and no others without saying so."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import UsageError
from sim.questions.fit import bench as bench_module
from sim.questions.fit import fit, fitting
from sim.questions.fit.bench import Bench, share_lived
from sim.questions.fit.knobs import Knob, Scale, knobs_for, rivals_of
from sim.questions.known import FIGURES
from sim.scenario import Scenario
from sim.simulate import crew
from sim.statistics.intervals import t_quantile

pytestmark = pytest.mark.no_cover

DAYS = 30
SMALL = {"population": 500, "represents": 1, "desk.agents": 1.0}
TRUTH = {"loyalty.churn_rate": 0.003, "failures.rate": 0.009, "failures.question_rate": 0.003}


def figures_of(
    base: Scenario, settings: dict[str, float], names: tuple[str, ...], seed: int, runs: int = 8
) -> dict[str, float]:
    """What a firm of these settings knows about itself."""
    with crew(1) as run:
        on = Bench(base.but({"log": "none"}), dict.fromkeys(names, 1.0), seed, run, lambda *_: None)
        (values,) = on.tried([(settings, range(runs))], "")
    return dict(zip(names, values.mean(axis=0).tolist(), strict=True))


@pytest.fixture(scope="module")
def short_year():
    """Years of a month, and no more people than it takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench_module, "A_YEAR", DAYS)
        patch.setattr(fitting, "ENOUGH_PEOPLE", 1_000)
        yield


@pytest.fixture(scope="module")
def firm():
    return Scenario.load("archetypes/subscription").but({**SMALL, "days": DAYS})


@pytest.fixture(scope="module")
def found(short_year, firm):
    given = figures_of(firm, TRUTH, ("churn", "contacts"), seed=77)
    return fit(firm, given, rivals=(), seed=3)


def test_the_settings_that_made_the_figures_are_found_within_the_stated_error(found):
    estimates = found.estimates.set_index("key")
    for key, truth in TRUTH.items():
        # The figures given have noise of their own, as much as the fit's from as many runs.
        assert abs(estimates.loc[key, "value"] - truth) < 4.0 * np.sqrt(2.0) * estimates.loc[key, "se"], key
        assert estimates.loc[key, "se"] < 0.2 * truth, key


def test_the_interval_of_noise_is_students_with_as_few_degrees_of_freedom_as_there_are(found):
    row = found.estimates.set_index("key").loc["loyalty.churn_rate"]
    error = np.arcsinh(row["se"] / row["value"])  # its scale is logarithmic
    assert np.log(row["high"] / row["value"]) / error == pytest.approx(t_quantile(0.95, found.spare), rel=1e-3)
    assert found.spare < 12


def test_the_figures_come_out_of_the_scenario_on_luck_that_the_fit_has_not_seen(found):
    assert found.met["met"].all()
    assert len(found.check) == 4
    assert found.scenario.loyalty.churn_rate == found.settings["loyalty.churn_rate"]


TRIAL = ("churn", "nps", "contacts", "first-contact-resolution")


@pytest.mark.slow
def test_ten_firms_are_found_again_from_their_figures(monkeypatch):
    """The figures given are as noisy as those of the fit, so the error is root 2 times the stated one.

    `pytest -m slow -s tests/questions/test_fit.py` shows the figures of docs/fitting.md, in some minutes.
    """
    monkeypatch.setattr(bench_module, "A_YEAR", 60)
    monkeypatch.setattr(fitting, "ENOUGH_PEOPLE", 12_000)
    parent = Scenario.load("archetypes/subscription").but({"population": 3_000, "represents": 1, "days": 60})
    knobs = knobs_for(TRIAL, parent)
    apart, off = [], []
    for trial in range(10):
        moves = np.random.default_rng(trial).uniform(-1.0, 1.0, 4) * [0.7, 0.1, 0.5, 0.12]
        truth = {
            key: value for knob, move in zip(knobs, moves, strict=True) for key, value in knob.at(move).items()
        }
        given = figures_of(parent.but({"desk.agents": 0.6}), truth, TRIAL, seed=1_000 + trial, runs=12)
        found = fit(parent, {**given, "agents": 0.6}, rivals=(), seed=trial)
        errors = np.sqrt(2.0 * np.diag(found.covariance))
        units = np.array([knob.unit for knob in knobs])
        apart.append((found.place - moves / units) / errors)
        off.append(np.abs(found.place * units - moves))
    far, size = np.abs(apart), np.sqrt(np.mean(np.square(apart)))
    print(f"within two errors: {(far < 2.0).sum()} of {far.size}; farthest {far.max():.1f}, rms {size:.2f}")
    for name, how in (("in the middle", np.median), ("at most", np.max)):
        print(f"off {name}: {[f'{knob.name} {by:.2g}' for knob, by in zip(knobs, how(off, axis=0), strict=True)]}")
    assert far.max() < 4.0
    assert 0.6 < size < 1.5


def contacts(spec):
    """Contacts of 100,000 customers, by arithmetic."""
    how = spec.failures
    return [1e5 * (how.rate * 0.3 * how.minor.contact_chance + how.question_rate)]


def test_two_settings_that_one_figure_cannot_tell_apart_are_named(on_paper, firm):
    on_paper(contacts)
    reports = rivals_of(["contacts"], firm)
    answer = fit(firm, {"contacts": 200.0}, knobs=(*knobs_for(["contacts"], firm), *reports), rivals=())
    assert answer.alike == (("failures and questions", "how many failures are reported"),)
    assert answer.met["met"].all()
    assert answer.estimates["se"].isna().all()


def test_a_setting_that_moves_nothing_is_named_alone_and_stays_where_it_is(on_paper, firm):
    on_paper(lambda spec: [*contacts(spec), 0.2])
    answer = fit(firm, {"contacts": 200.0, "churn": 0.2}, rivals=())
    assert answer.alike == (("leaving",),)
    assert answer.settings["loyalty.churn_rate"] == pytest.approx(firm.loyalty.churn_rate)
    assert answer.correlation["leaving"].isna().all()
    assert answer.estimates.set_index("key")["se"].notna().to_dict() == {
        "loyalty.churn_rate": False, "failures.rate": True, "failures.question_rate": True,
    }  # fmt: skip


def test_a_setting_that_is_off_in_the_archetype_is_found_too(on_paper, firm):
    """That of the archetype is the end of its range, where a search within bounds takes no steps."""
    on_paper(lambda spec: [40.0 * spec.loyalty.churn_rate, 100.0 + 200.0 * spec.loyalty.tenure_effect])
    ageing = Knob("ageing", {"loyalty.tenure_effect": 0.0}, Scale.PLAIN, 0.0, 1.0, 0.5)
    known = {"churn": 60.0 * firm.loyalty.churn_rate, "contacts": 200.0}
    answer = fit(firm, known, knobs=(ageing, *knobs_for(["churn"], firm)), rivals=())
    assert answer.met["met"].all()
    assert answer.settings["loyalty.tenure_effect"] == pytest.approx(0.5, abs=0.02)


def test_luck_does_not_make_a_figure_seem_to_know_a_setting_that_hardly_moves_it(firm, monkeypatch):
    """A step of a fifth of a unit moves it by 0.24 tolerances, and luck that is not common to both by 0.3."""
    strength, noise = 1.2, 0.3

    def tried(self, trials, _what):
        for settings, numbers in trials:
            skill = self.base.but(settings).staff.skill
            luck = np.random.default_rng([round(1e4 * skill), self.seed]).normal(size=(len(numbers), 1))
            yield self.target + self.tolerance * (strength * (skill - firm.staff.skill) / 0.2 + noise * luck)

    monkeypatch.setattr(Bench, "tried", lambda self, *asked: list(tried(self, *asked)))
    stated = [
        np.sqrt(fit(firm, {"first-contact-resolution": 0.7}, rivals=(), seed=seed)._if_off.item())
        for seed in range(9)
    ]
    assert np.median(stated) == pytest.approx(1.0 / strength, rel=0.15)


def test_an_assumption_moved_is_made_up_for_by_what_is_fitted(on_paper, firm):
    on_paper(contacts)
    answer = fit(firm, {"contacts": 200.0})
    (other,) = answer.alternatives
    assert other.settings["failures.minor.contact_chance"] < firm.failures.minor.contact_chance
    assert other.settings["failures.rate"] > answer.settings["failures.rate"]
    assert contacts(firm.but(other.settings)) == pytest.approx([200.0], rel=0.03)
    assert answer.alike == ()


def test_a_figure_out_of_reach_is_not_met_and_its_setting_stands_at_its_end(on_paper, firm):
    on_paper(lambda spec: [0.9 * spec.staff.skill])
    answer = fit(firm, {"first-contact-resolution": 0.97})
    assert not answer.met["met"].any()
    assert [knob.key for knob in answer.at_their_ends] == ["staff.skill"]
    assert answer.settings["staff.skill"] == pytest.approx(1.0, abs=0.02)


def test_a_figure_that_cannot_be_measured_is_not_met_and_nothing_is_known(on_paper, firm):
    on_paper(lambda spec: [float("nan")])
    answer = fit(firm, {"first-contact-resolution": 0.7})
    assert not answer.met["met"].any()
    assert answer.estimates["se"].isna().all()


def test_of_two_figures_that_ask_the_same_setting_for_different_things_each_gives_way(on_paper, firm):
    on_paper(lambda spec: [300.0 * (spec.product.quality - 0.6), 4.0 + 5.0 * (spec.product.quality - 0.6)])
    answer = fit(firm, {"nps": 30.0, "csat": 4.0}, rivals=())
    # 0.7 for the one and 0.6 for the other; a slope of 100 tolerances each, so half way.
    assert answer.settings["product.quality"] == pytest.approx(0.65, abs=0.001)
    assert not answer.met["met"].any()


def test_the_stated_error_is_that_of_many_fits(on_paper, firm):
    errors = []
    for luck in range(20):
        on_paper(lambda spec: [300.0 * (spec.product.quality - 0.6)], noise=0.5, luck=1_000 * luck)
        (row,) = fit(firm, {"nps": 30.0}, rivals=()).estimates.to_dict("records")
        errors.append((row["value"] - 0.7) / row["se"])
    assert 0.6 < np.std(errors) < 1.5
    assert abs(np.mean(errors)) < 0.6


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "nothing to fit"),
        ({"agents": 12.0}, "nothing to fit"),
        ({"churn": 20.0}, "write 0.2 for 20 %"),
        ({"churn": float("nan")}, "must be between"),
        ({"chrun": 0.2}, "no such figure"),
        ({"churn": 0.1, "returns": 0.3}, "churn is no lower than returns"),
        ({"contacts": 3000.0, "customers": 1000.0}, "not a month or a year"),
    ],
)
def test_figures_that_make_no_sense_are_refused(given, wrong):
    with pytest.raises(UsageError, match=wrong):
        fit(Scenario(), given)


def test_a_market_is_refused():
    with pytest.raises(UsageError, match="plays a whole market"):
        fit(Scenario().but({"protocol": "market"}), {"churn": 0.2})


@pytest.mark.parametrize(
    "like", ["archetypes/subscription", "archetypes/goods", "archetypes/restaurant", "firms/ikea"]
)
def test_a_knob_at_rest_is_the_archetype_and_its_ends_are_settings_that_can_be(like):
    parent = Scenario.load(like)
    figures = [name for name in FIGURES if name != "agents"]
    for knob in (
        *knobs_for(figures, parent),
        *rivals_of(figures, parent),
        *knobs_for([*figures, "agents"], parent),
    ):
        assert knob.at(0.0) == pytest.approx(dict(knob.start), rel=1e-3)
        assert knob.low <= 0.0 <= knob.high
        for end in (knob.low, knob.high):
            parent.but(knob.at(end))


@pytest.mark.parametrize("scale", Scale)
def test_a_scale_goes_there_and_back(scale):
    assert scale.back(scale.of(0.3)) == pytest.approx(0.3)


def test_the_share_of_a_year_lived_is_that_of_a_steady_rate():
    rate = 0.4
    days = np.linspace(0.0, 1.0, 100_001)
    assert share_lived(1.0 - np.exp(-rate)) == pytest.approx(np.exp(-rate * days).mean(), rel=1e-4)


def test_customers_are_those_of_the_average_day_of_a_year_however_far_a_table_reaches():
    firm = Scenario.load("archetypes/subscription")
    late = {"days": 730, "changes": [{"from_day": 400, "loyalty.churn_rate": 0.1}]}
    year, two_years = (fitting._share_lived(base, {}, 1) for base in (firm, firm.but(late)))
    assert year == two_years


def test_where_customers_buy_again_churn_is_a_matter_of_loyalty():
    goods, contract = Scenario.load("archetypes/goods"), Scenario.load("archetypes/subscription")
    assert [knob.key for knob in knobs_for(["churn"], goods)] == ["loyalty.mean"]
    assert [knob.key for knob in knobs_for(["churn"], contract)] == ["loyalty.churn_rate"]

"""Facts and bands: what is met, missed and open, and what every fact says of itself."""

from __future__ import annotations

from itertools import pairwise
from math import inf, nan

import numpy as np
import pandas as pd
import pytest

from sim.errors import UsageError
from sim.measures.record import Record
from sim.questions.facts import FACTS, causing, levels
from sim.questions.facts.answer import TABLE, Facts, chosen, worlds_needed
from sim.questions.facts.cases import Seen
from sim.questions.facts.fact import Band, Fact, Figure, Kind, Status, Verdict
from sim.questions.facts.worlds import ASKED, ASKED_ON, LOOKED_AT, TYPICAL, WINDOW, worlds_of
from sim.rules.hazard import chance, from_yearly
from sim.scenario import Scenario
from sim.statistics.intervals import MeanInterval

ORDINARY = Scenario()


def found(low, high):
    return MeanInterval((low + high) / 2, low, high, 1.0, 4)


@pytest.mark.parametrize(
    ("band", "low", "high", "verdict"),
    [
        (Band(0.1, 0.3), 0.1, 0.3, Verdict.MET),
        (Band(0.1, 0.3), 0.09, 0.2, Verdict.OPEN),
        (Band(0.1, 0.3), 0.2, 0.31, Verdict.OPEN),
        (Band(0.1, 0.3), 0.31, 0.4, Verdict.MISSED),
        (Band(0.1, 0.3), 0.0, 0.09, Verdict.MISSED),
        (Band(0.1, 0.3), 0.0, 1.0, Verdict.OPEN),
        (Band(low=0.0), 0.01, 9.0, Verdict.MET),
        (Band(low=0.0), -0.01, 9.0, Verdict.OPEN),
        (Band(high=0.0), 0.01, 9.0, Verdict.MISSED),
        (Band(), -9.0, 9.0, Verdict.MET),
        (Band(0.1, 0.3), nan, nan, Verdict.OPEN),
    ],
)
def test_a_band_is_met_by_the_whole_interval_or_not_at_all(band, low, high, verdict):
    assert band.verdict(found(low, high)) is verdict


def test_a_band_around_a_share_is_as_far_in_both_directions():
    assert Band.around(0.25, factor=2.0).ends == (0.125, 0.5)


@pytest.mark.parametrize(
    ("kind", "verdicts", "verdict"),
    [
        (Kind.OUTCOME, [Verdict.MET, Verdict.OPEN, Verdict.MISSED], Verdict.MISSED),
        (Kind.OUTCOME, [Verdict.MET, Verdict.OPEN, Verdict.BESIDE], Verdict.OPEN),
        (Kind.OUTCOME, [Verdict.MET, Verdict.BESIDE], Verdict.MET),
        (Kind.OUTCOME, [Verdict.BESIDE], Verdict.BESIDE),
        (Kind.INPUT, [Verdict.BESIDE], Verdict.INPUT),
        (Kind.ABSENT, [], Verdict.ABSENT),
    ],
)
def test_a_fact_is_as_good_as_its_worst_figure(kind, verdicts, verdict):
    fact = Fact("F0", "", "", "", "", Status.READ, kind)
    assert fact.verdict(dict(enumerate(verdicts))) is verdict


def test_every_fact_says_who_found_it_and_how_it_is_asked():
    assert [fact.id for fact in FACTS] == sorted({fact.id for fact in FACTS}, key=lambda one: int(one[1:]))
    for fact in FACTS:
        assert all((fact.title, fact.world, fact.source, fact.reference)), fact.id
        assert not fact.title.endswith("."), fact.id
        assert (fact.kind is Kind.OUTCOME) == bool(fact.asked), fact.id
        assert bool(fact.figures) == (fact.kind is not Kind.ABSENT), fact.id
        assert fact.kind is Kind.OUTCOME or not any(figure.band for figure in fact.figures), fact.id
        assert len({figure.name for figure in fact.figures}) == len(fact.figures), fact.id
        assert fact.remark or fact.kind is not Kind.ABSENT, fact.id


def test_every_world_is_asked_for_and_every_figure_asks_for_worlds_that_there_are():
    worlds = worlds_of(ORDINARY)
    asked = {name for fact in FACTS for figure in fact.figures for name in figure.worlds}
    assert asked == set(worlds)
    assert list(worlds_needed(ORDINARY, FACTS)) == list(worlds)
    digests = [spec.digest for spec in worlds.values()]
    assert len(set(digests)) == len(digests)


def test_worlds_are_the_firm_that_is_asked_about_with_little_else():
    dearer = ORDINARY.but({"money.price": 200.0, "product.quality": 0.7, "population": 300})
    for spec in worlds_of(dearer).values():
        assert (spec.product.quality, spec.population) == (0.7, 300)
    prices = {spec.money.price for spec in worlds_of(dearer).values()}
    assert prices == {200.0, 210.0}


def test_everybody_is_asked_to_buy_again_on_one_day_and_nobody_before():
    asked = worlds_of(ORDINARY)[ASKED]
    before, on_the_day = (asked.in_force(day).loyalty.repurchases_per_year for day in (ASKED_ON - 1, ASKED_ON))
    assert before == 0.0
    assert chance(from_yearly(on_the_day), 1.0) == 1.0
    assert asked.in_force(ASKED_ON).journey.engagement.days == 0.0
    assert WINDOW[1] < LOOKED_AT < ASKED_ON < asked.days


def test_facts_are_chosen_by_their_ids():
    assert [fact.id for fact in chosen(["f4", "F1"])] == ["F1", "F4"]
    assert chosen([]) == FACTS
    with pytest.raises(UsageError, match="no such fact: F99; there are F1 to"):
        chosen(["F1", "F99"])


def test_the_table_tells_each_figure_with_its_interval_and_its_edges():
    fact = Fact(
        "F0", "One", "world", "who", "where", Status.SAID, asked="so",
        figures=(
            Figure("judged", "it is judged", "share", (TYPICAL,), lambda _: 0.0, "20 %", Band(0.1, 0.3)),
            Figure("shown", "it is shown", "ratio", (TYPICAL,), lambda _: 0.0),
        ),
    )  # fmt: skip
    rows = [("F0", name, number, value)
            for name, values in (("judged", (0.19, 0.21)), ("shown", (2.0, nan)))
            for number, value in enumerate(values)]  # fmt: skip
    values = pd.DataFrame(rows, columns=["fact", "figure", "replication", "value"])
    answer = Facts(ORDINARY, (fact,), values, seed=1)
    assert tuple(answer.table.columns) == TABLE
    judged, shown = answer.table.to_dict("records")
    assert judged["mean"] == pytest.approx(0.2)
    assert (judged["band_low"], judged["band_high"], judged["verdict"]) == (0.1, 0.3, "open")
    assert (shown["mean"], shown["n"], shown["verdict"]) == (2.0, 1, "no band")
    assert np.isnan(shown["low"])
    assert answer.replications == 2
    assert repr(answer) == f"<Facts of 'custom': 1 {answer.verdicts['F0']}>"


# --- estimates that need no log -------------------------------------------------------------------------------


def firm(spec=ORDINARY, daily=None, contacts=None, **customers):
    """The record of a run with just these columns."""
    nothing = np.zeros(0, dtype=np.int64)
    return Seen(Record(
        spec=spec, seed=1, replication=0, customers={name: np.array(values) for name, values in customers.items()},
        daily={name: np.array(values) for name, values in (daily or {}).items()}, flows=nothing, stock=nothing,
        contacts={name: np.array(values) for name, values in (contacts or {}).items()}, events={},
    ))  # fmt: skip


def test_an_elasticity_is_a_ratio_of_logarithms():
    lives = {"before": firm(ever=[True] * 4 + [False] * 4), "after": firm(ever=[True] * 8)}
    assert causing.elasticity("bought", "before", "after", factor=2.0)(lives) == pytest.approx(1.0)
    assert causing.elasticity("bought", "after", "before", factor=2.0)(lives) == pytest.approx(-1.0)
    assert causing.elasticity("bought", "before", "after", factor=4.0)(lives) == pytest.approx(0.5)
    assert causing.moved("bought", "before", "after")(lives) == 4.0
    none = {"before": firm(ever=[False] * 8), "after": lives["after"]}
    assert np.isnan(causing.elasticity("bought", "before", "after", factor=2.0)(none))


def test_who_would_have_stayed_is_a_share_of_those_who_left():
    lives = {
        "now": firm(is_customer=[True, False, False, False]),
        "better": firm(is_customer=[False, True, False, True]),
    }
    assert causing.would_have_stayed("now", "better")(lives) == pytest.approx(2 / 3)


def test_worlds_that_move_together_correlate_fully():
    def world(content, bought):
        return firm(daily={"satisfaction": [content]}, ever=[True] * bought + [False] * (4 - bought))

    lives = {"a": world(0.1, 1), "b": world(0.2, 2), "c": world(0.3, 3), "d": world(0.4, 0)}
    assert causing.together("employee_satisfaction", "bought", "a", "b", "c")(lives) == pytest.approx(1.0)
    assert -1 < causing.together("employee_satisfaction", "bought", "a", "b", "c", "d")(lives) < 1


def test_levels_are_read_where_they_stand():
    firm_of = {"staff.turnover_per_year": 0.4, "staff.satisfaction": 0.7, "staff.turnover_sensitivity": 2.0}
    one = {TYPICAL: firm(
        ORDINARY.but(firm_of), daily={"satisfaction": [0.7, 0.2]}, ever=[True, True, True, False],
        failures=[0, 2, 1, 0], purchases=[1, 1, 4, 0],
        reported=[0, 1, 0, 0],
    )}  # fmt: skip
    assert levels.setting(TYPICAL, "failures.minor.contact_chance")(one) == 0.35
    assert levels.share_with_a_failure(TYPICAL)(one) == pytest.approx(2 / 3)
    assert levels.share_without_a_repeat(TYPICAL)(one) == pytest.approx(2 / 3)
    assert levels.share_told(TYPICAL)(one) == pytest.approx(1 / 3)
    assert levels.yearly_turnover(TYPICAL)(one) == pytest.approx(0.4 * (1 + np.e) / 2)


def test_abandonment_by_the_wait_counts_all_waits_but_not_whom_closing_time_sends_away():
    calls = {
        "channel": ["phone", "phone", "phone", "phone", "email"],
        "wait_minutes": [10.0, 0.0, 5.0, 5.0, 900.0],
        "arrival_minute": [30.0, 60.0, 90.0, 595.0, 0.0],
        "outcome": ["abandoned", "served", "abandoned", "abandoned", "abandoned"],
    }
    assert levels.abandonment_by_wait(TYPICAL)({TYPICAL: firm(contacts=calls)}) == pytest.approx(
        0.5 / (5.0 / 10.0)
    )


def test_bands_do_not_run_backwards():
    bands = [figure.band for fact in FACTS for figure in fact.figures if figure.band]
    assert all(one < other for band in bands for one, other in pairwise(band.ends))
    assert all(band.ends != (-inf, inf) for band in bands)

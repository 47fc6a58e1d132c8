"""Who lost these customers, reckoned again from runs of the mixed worlds."""

from __future__ import annotations

from itertools import permutations
from math import fsum

import numpy as np
import pytest

from sim.errors import UsageError
from sim.measures import MEASURES
from sim.measures.record import LEDGER
from sim.questions.levers import OF_A_COLUMN
from sim.questions.why import MEASURED, Why, name_of, why, worlds_of
from sim.scenario import Scenario
from sim.simulate import simulate

pytestmark = pytest.mark.no_cover

FIRM = Scenario().but({"population": 150, "represents": 2, "days": 16, "failures.rate": 0.02, "replications": 3})
WEAK = FIRM.but({
    "product.quality": 0.35, "marketing.overpromise": 0.3, "journey.exit.quality": 0.5, "staff.skill": 0.4,
})  # fmt: skip
STRONG = FIRM.but({
    "product.quality": 0.8, "marketing.overpromise": 0.0, "journey.exit.quality": 0.75, "staff.skill": 0.95,
})  # fmt: skip


@pytest.fixture(scope="module")
def answer():
    """Three replications of each of the sixteen worlds between a weak firm and a strong one."""
    return why(WEAK, STRONG, seed=3)


def rows(frame, key="lever", **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return frame.set_index(key)


def test_there_is_a_world_for_every_set_of_levers(answer):
    assert answer.levers == ("marketing", "product", "journey", "service")
    worlds = worlds_of(WEAK, STRONG)
    assert len(worlds) == len(answer.runs) == 16
    assert (worlds["none"], worlds["marketing+product+journey+service"]) == (WEAK, STRONG)
    assert worlds["service"].digest == WEAK.but({"staff.skill": 0.95}).digest
    found = answer.runs[frozenset({"service"})]
    assert found[list(MEASURES)].equals(simulate(worlds["service"], replications=3, seed=3).runs[list(MEASURES)])


@pytest.mark.parametrize("measure", MEASURED)
def test_the_shares_add_up_to_the_last_digit(answer, measure):
    total = rows(answer.totals, "measure").loc[measure]
    shares = rows(answer.split, measure=measure)["share"]
    assert fsum(shares) == total["difference"]
    assert total["difference"] == pytest.approx(total["better"] - total["weak"], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("measure", MEASURED)
def test_a_share_is_the_average_over_all_orders_of_putting_things_right(answer, measure):
    value = {world: runs[measure].to_numpy() for world, runs in answer.runs.items()}
    orders = list(permutations(answer.levers))
    for lever in answer.levers:
        joined = [value[frozenset(order[: order.index(lever) + 1])] - value[frozenset(order[: order.index(lever)])]
                  for order in orders]  # fmt: skip
        each = np.mean(joined, axis=0)
        row = rows(answer.split, measure=measure).loc[lever]
        assert row["share"] == pytest.approx(each.mean(), rel=1e-9, abs=1e-12)
        assert row["low"] < row["share"] < row["high"] or np.ptp(each) == 0
        assert row["high"] - row["low"] == pytest.approx(
            2 * 4.302652729749464 * each.std(ddof=1) / np.sqrt(3), rel=1e-6
        )


def test_alone_and_last_are_the_first_and_the_last_step(answer):
    runs = {world: runs["cx"].mean() for world, runs in answer.runs.items()}
    every = frozenset(answer.levers)
    for lever, row in rows(answer.split, measure="cx").iterrows():
        assert row["alone"] == pytest.approx(runs[frozenset({lever})] - runs[frozenset()], abs=1e-12)
        assert row["last"] == pytest.approx(runs[every] - runs[every - {lever}], abs=1e-12)


def test_the_two_splits_are_the_margins_of_one_table(answer):
    table = answer.through.pivot(index="lever", columns="column", values="share")
    shares = rows(answer.split, measure="cx")["share"]
    assert (table.sum(axis=1) - shares).abs().max() < 1e-12
    columns = rows(answer.columns, "column")["difference"]
    assert (table.sum(axis=0) - columns).abs().max() < 1e-12
    booked = answer.booked.pivot(index="lever", columns="booked", values="share")
    for whose in set(OF_A_COLUMN.values()):
        mine = [column for column in LEDGER if OF_A_COLUMN[column] == whose]
        assert (booked[whose] - table[mine].sum(axis=1)).abs().max() < 1e-12


def test_a_better_product_works_through_what_is_booked_elsewhere_too(answer):
    """Keeping a promise is a matter of the product as well, so the column alone would praise marketing for it."""
    booked = answer.booked.set_index(["lever", "booked"])
    assert booked.loc[("product", "marketing"), "low"] > 0
    assert rows(answer.split, measure="cx")["share"].idxmax() == "product"


def test_the_other_way_round_the_signs_flip(answer):
    mirror = {name_of(world): name_of(frozenset(answer.levers) - world) for world in answer.runs}
    back = Why(STRONG, WEAK, answer.worlds.assign(world=answer.worlds["world"].map(mirror)), 3)
    forth, reverse = (rows(each.split, ["measure", "lever"])["share"] for each in (answer, back))
    assert (forth + reverse).abs().max() < 1e-12


def test_a_lever_in_which_they_agree_takes_no_part():
    assert list(worlds_of(WEAK, WEAK.but({"product.quality": 0.8}))) == ["none", "product"]
    priced = worlds_of(WEAK, STRONG.but({"money.price": 80.0}))
    assert len(priced) == 32
    assert list(priced)[-1] == "marketing+product+journey+service+rest"


def test_a_lever_that_cannot_act_gets_nothing():
    """Targeting chooses who is attracted; in a cohort everybody has bought."""
    few = WEAK.but({"population": 60, "days": 4, "replications": 2})
    found = why(few, few.but({"marketing.targeting": 1.0, "product.quality": 0.8}))
    share = rows(found.split, "measure", lever="marketing")
    assert (share[["share", "low", "high", "alone", "last"]] == 0).all().all()


def test_replications_that_cannot_measure_are_left_out(answer):
    worlds = answer.worlds.copy()
    worlds.loc[(worlds["world"] == "product") & (worlds["replication"] == 0), "clv"] = float("nan")
    gaps = Why(WEAK, STRONG, worlds, 3)
    assert rows(gaps.totals, "measure").loc["clv", "n"] == 2
    assert rows(gaps.totals, "measure").loc["cx", "n"] == 3
    assert fsum(rows(gaps.split, measure="clv")["share"]) == rows(gaps.totals, "measure").loc["clv", "difference"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "nothing to split"),
        ({"days": 30}, "--set days=16"),
        ({"protocol": "market"}, "--set protocol=cohort"),
        ({"population": 200}, "--set population=150"),
        ({"represents": 9}, "--set represents=2"),
        ({"money.currency": "USD"}, "--set money.currency=EUR"),
    ],
)
def test_what_has_no_worlds_in_between_is_refused_with_what_to_do(changes, words):
    with pytest.raises(UsageError, match=words):
        worlds_of(WEAK, WEAK.but(changes))


def test_segments_that_contradict_the_mixture_are_refused():
    shares = {"desk.phone.share": 0.9, "desk.chat.share": 0.1, "desk.email.share": 0.0}
    mixed = WEAK.but({"segments": [{"name": "a", "share": 1.0, "desk.self_service.share": 0.9}]})
    with pytest.raises(UsageError, match="give both the same segments"):
        worlds_of(mixed, WEAK.but({"desk.community.share": 0.4, **shares}))


@pytest.mark.slow
def test_most_of_what_a_weak_firm_loses_is_the_products_doing_and_the_desk_is_credited_with_too_little():
    """The shares lie where a study of a simpler model put them, and the ledger tells another story of the desk."""
    found = why(
        *(Scenario.load(f"debates/who_lost_them/{side}_throughout") for side in ("weak", "strong")), replications=3
    )
    total = rows(found.totals, "measure")["difference"]
    parts = {
        measure: rows(found.split, measure=measure)["share"] / total[measure] for measure in ("cx", "retention")
    }
    assert parts["cx"].to_dict() == pytest.approx(
        {"product": 0.67, "journey": 0.20, "service": 0.07, "marketing": 0.06}, abs=0.07
    )
    assert parts["retention"].to_dict() == pytest.approx(
        {"product": 0.74, "journey": 0.15, "service": 0.09, "marketing": 0.03}, abs=0.07
    )
    booked = found.booked.set_index(["lever", "booked"])
    assert booked.loc[("product", "service"), "high"] < 0
    desk = rows(found.columns, "column").loc[["service", "community"], "difference"].sum()
    assert desk < rows(found.split, measure="cx").loc["service", "low"]

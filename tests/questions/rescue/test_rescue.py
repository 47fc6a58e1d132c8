"""The answer to the headline question, reckoned again by hand from the runs of its four cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import rescue as rescue_by_its_public_name
from sim.questions.rescue import CELLS, SMALLEST_GAP, rescue, sides_of
from sim.scenario import Scenario, said
from sim.simulate import simulate

pytestmark = pytest.mark.no_cover

FIRM = Scenario().but({
    "population": 150, "represents": 4, "days": 40, "failures.rate": 0.02, "rescue.weak": "product/weak"
})  # fmt: skip


@pytest.fixture(scope="module")
def answer():
    """Four replications of each cell."""
    return rescue(FIRM, replications=4, seed=3)


def test_the_public_name_is_the_function():
    assert rescue_by_its_public_name is rescue


def test_the_cells_differ_in_product_and_service_and_in_nothing_else(answer):
    assert list(answer.results) == ["weak_poor", "weak_excellent", "strong_poor", "strong_excellent"]
    for cell, results in answer.results.items():
        spec, (product, service) = results.scenario, (answer.sides.names[side] for side in CELLS[cell])
        assert spec.product.quality == {"weak": 0.35, "strong": 0.8}[cell.split("_")[0]]
        assert spec.staff.skill == {"poor": 0.4, "excellent": 0.95}[cell.split("_")[1]]
        differs = set(said(product)) | set(said(service))
        mine, firm = spec._resolved(), FIRM._resolved()
        of_the_file = {"title", "description", "rescue.weak"}
        assert {key for key in firm if mine[key] != firm[key]} <= differs | of_the_file


def test_the_cells_share_their_luck(answer):
    for replication in range(4):
        people = [results.records[replication].customers for results in answer.results.values()]
        assert all(np.array_equal(people[0]["fit"], others["fit"]) for others in people[1:])
    alone = simulate(answer.results["weak_excellent"].scenario, replications=4, seed=3)
    assert alone.runs.equals(answer.results["weak_excellent"].runs)


@pytest.mark.parametrize("measure", SMALLEST_GAP)
def test_the_index_is_the_share_of_the_gap_that_service_closes(answer, measure):
    value = {cell: results.runs[measure].to_numpy() for cell, results in answer.results.items()}
    closed, gap = value["weak_excellent"] - value["weak_poor"], value["strong_poor"] - value["weak_poor"]
    row = answer.index.set_index("measure").loc[measure]
    assert row["index"] == pytest.approx(closed.sum() / gap.sum(), rel=1e-12)
    assert row["numerator"] == pytest.approx(closed.mean(), rel=1e-12)
    assert row["denominator"] == pytest.approx(gap.mean(), rel=1e-12)
    left_out = [(closed.sum() - c) / (gap.sum() - g) for c, g in zip(closed, gap, strict=True)]
    jackknife = np.sqrt(3 / 4 * np.sum((left_out - np.mean(left_out)) ** 2))
    assert row["se"] == pytest.approx(jackknife, rel=1e-9)


@pytest.mark.parametrize("measure", SMALLEST_GAP)
def test_the_interval_is_fiellers(answer, measure):
    """Its ends are the ratios r at which the mean of closed - r gap is just t standard errors from 0."""
    row = answer.index.set_index("measure").loc[measure]
    value = {cell: results.runs[measure].to_numpy() for cell, results in answer.results.items()}
    closed, gap = value["weak_excellent"] - value["weak_poor"], value["strong_poor"] - value["weak_poor"]
    if not row["defined"]:
        assert np.isnan([row["index"], row["low"], row["high"]]).all()
        return
    for end in (row["low"], row["high"]):
        rest = closed - end * gap
        assert abs(rest.mean()) / (rest.std(ddof=1) / 2) == pytest.approx(3.182446305284263, rel=1e-6)


def test_retention_and_experience_have_a_gap_here(answer):
    """So that the two tests above look at something."""
    index = answer.index.set_index("measure")
    assert list(index.index) == ["retention", "cx", "nps", "clv", "profit"]
    assert index.loc[["cx", "nps"], "defined"].all()
    assert 0 < index.loc["cx", "index"] < 1


def test_products_that_are_alike_leave_no_gap_to_close():
    """Where the product is not felt the index is not defined, whatever its value."""
    unfelt = {
        "experience.use_weight": 0, "failures.quality_slope": 0, "population": 40, "days": 10,
        "marketing.promise": 0.7,
    }  # fmt: skip
    sides = sides_of(FIRM)
    assert "product.quality" in sides.weak
    assert "product.quality" in sides.strong
    answer = rescue(FIRM.but(unfelt), replications=3)
    assert not answer.index.set_index("measure").loc[["cx", "retention"], "defined"].any()


def test_the_table_of_cells_holds_every_measure_of_each(answer):
    cells = answer.cells
    assert list(cells.columns) == ["cell", "measure", "mean", "low", "high", "unit"]
    for cell, results in answer.results.items():
        mine = cells[cells["cell"] == cell].set_index("measure")["mean"]
        assert mine.to_dict() == pytest.approx(
            results.runs.drop(columns=["scenario", "replication"]).mean().to_dict()
        )


def test_the_answer_says_how_it_was_found(answer):
    assert (answer.seed, answer.replications, answer.days) == (3, 4, 40)
    assert (answer.population, answer.weight) == (150, 4)
    index, low, high = answer.index.set_index("measure").loc["retention", ["index", "low", "high"]]
    share = f"{index:.0%} of the gap in retention ({low:.0%} to {high:.0%})"
    assert repr(answer) == f"<Rescue 'custom': {share}, 4 replications>"
    alone = replace(answer, results={cell: results.only(1) for cell, results in answer.results.items()})
    assert repr(alone).endswith("of the gap in retention, 1 replications>")


def test_workers_and_progress_reach_all_four_cells():
    told = []
    small = FIRM.but({"population": 30, "days": 8})
    shared = rescue(small, replications=2, workers=2, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 64)
    assert told[-1] == (64, 64)
    alone = rescue(small, replications=2)
    for cell in CELLS:
        assert shared.results[cell].runs.equals(alone.results[cell].runs)


def test_excellent_service_rescues_some_of_a_weak_product_and_not_all_of_it(answer):
    """The direction of the headline, in its smallest form."""
    cx = {cell: results.runs["cx"].mean() for cell, results in answer.results.items()}
    assert cx["weak_poor"] < cx["weak_excellent"] < cx["strong_poor"] < cx["strong_excellent"]

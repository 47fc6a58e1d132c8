"""What matters in a sweep, on tables made by hand: every design, whole and with runs missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from sim import sweep
from sim.errors import UsageError
from sim.experiment.planning import Asked
from sim.experiment.varying import varied
from sim.questions.sensitivity import Frames, sensitivity, where
from sim.questions.sweep_plan import planned
from sim.report import sensitivity_notes, where_words
from sim.report import sensitivity_words as words
from sim.report.sensitivity_json import sensitivity_object
from sim.scenario import Scenario
from sim.statistics.intervals import mean_interval
from tests.statistics.test_sobol import FIRST, TOTAL, ishigami

NAMES = ["a", "b", "c"]
SERVICES = ["service/poor", "service/excellent"]


def runs_of(points, function, *, replications=4, noise=0.0, luck=3.0, seed=1):
    """Give the runs of a model: every replication moves all points alike, and each a little."""
    rng = np.random.default_rng(seed)
    each = points.drop_duplicates("point").sort_values("point")
    made = [
        pd.DataFrame({
            "point": each["point"], "replication": r,
            "retention": function(each) + luck * rng.normal() + noise * rng.normal(size=len(each)),
        })
        for r in range(replications)
    ]  # fmt: skip
    return pd.concat(made, ignore_index=True)


def saltelli(blocks=256):
    u = qmc.Sobol(6, rng=np.random.default_rng(2)).random(blocks)
    a, b = u[:, :3], u[:, 3:]
    rows = [
        {"block": n, "part": part, **dict(zip(NAMES, values, strict=True))}
        for n in range(blocks)
        for part, values in [
            ("A", a[n]), ("B", b[n]),
            *((f"AB:{name}", np.where(np.arange(3) == i, b[n], a[n])) for i, name in enumerate(NAMES)),
        ]
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(point=range(5 * blocks))


def of_ishigami(points):
    return ishigami(points[NAMES].to_numpy())


def crossed(a=6, b=5):
    grid = [(i / (a - 1), j) for i in range(a) for j in range(b)]
    return pd.DataFrame(grid, columns=["quality", "agents"]).assign(point=range(a * b))


def straight(points):
    return 0.5 * points["quality"] + 0.02 * points["agents"]


SOBOL = Frames(saltelli(), runs_of(saltelli(), of_ishigami, noise=0.5))


# --- sobol --------------------------------------------------------------------------------------------------


def by_name(found):
    return found.factors.set_index("factor").loc[NAMES]


@pytest.mark.parametrize("left", [1.0, 0.9])
def test_the_indices_of_ishigami_are_found_among_luck_and_with_runs_missing(left):
    runs = SOBOL.runs.sample(frac=left, random_state=3)
    found = sensitivity(Frames(SOBOL.points, runs))
    assert found.design == "sobol"
    rows = by_name(found)
    for name, truth in (("first", FIRST), ("total", TOTAL)):
        assert (rows[f"{name}_low"] <= np.array(truth)).all()
        assert (rows[f"{name}_high"] >= np.array(truth) - 0.01).all()
    assert found.noise == pytest.approx(0.25 / 4 / 13.8, rel=0.2)
    assert found.study.runs == len(runs)
    assert found.study.of == 5120


def test_a_factor_that_only_stirs_the_luck_is_not_blamed_for_the_noise():
    points = saltelli(512)
    runs = runs_of(points, lambda x: x["a"] + x["b"], noise=0.5, replications=3)
    found = sensitivity(Frames(points, runs))
    idle = by_name(found).loc["c"]
    assert found.noise == pytest.approx(0.25 / 3 / (0.25 / 3 + 2 / 12), rel=0.15)
    assert idle["total_low"] < 0 < idle["total_high"]
    assert abs(idle["total"]) < 0.1 < found.noise
    raw = sensitivity(Frames(points, runs[runs["replication"] == 0]))
    assert by_name(raw).loc["c", "total"] == pytest.approx(0.6, abs=0.1)  # one replication cannot tell


def test_a_point_without_any_run_takes_its_block_with_it():
    points = saltelli(32)
    runs = runs_of(points, of_ishigami, replications=1)
    found = sensitivity(Frames(points, runs[~runs["point"].isin([7, 8, 40])]))
    assert (found.found.blocks, found.found.of) == (30, 32)
    short = saltelli(32)
    short = short[~short["block"].isin([1, 8])]
    again = sensitivity(Frames(short, runs[runs["point"].isin(short["point"])]))
    assert found.factors.equals(again.factors)
    said = " ".join(sensitivity_notes.limits(found))
    assert "3 of 160 runs are missing; 2 of 32 blocks were left out." in said
    assert "not known: no point has a second replication" in said
    assert "30 blocks leave wide intervals" in said


def test_the_sentence_tells_shares_with_intervals_and_noise():
    found = sensitivity(SOBOL)
    said = words.finding(found)
    share = 100 * by_name(found).loc["b", "first"]
    assert f"b {share:.0f} % (" in said
    assert said.endswith(" of the variance of still customers by itself; then " + said.split("; then ")[1])
    limits = sensitivity_notes.limits(found)
    assert any(line.startswith("a and c account for") for line in limits)
    noise = "Less than 1 % of the variance between points is simulation noise."
    assert any(line.startswith(f"{noise} Intervals from 4 replications rest on little") for line in limits)
    assert "over blocks and replications" in words.how_to_read(found)


def test_shares_beyond_all_of_the_variance_are_told_as_they_were_estimated():
    runs = SOBOL.runs[SOBOL.runs["point"] < 5 * 8]
    found = sensitivity(Frames(SOBOL.points[SOBOL.points["block"] < 8], runs))
    for row, cells in zip(found.factors.to_dict("records"), words.cells(found), strict=True):
        low, high = (round(100 * row[end]) for end in ("total_low", "total_high"))
        assert cells[2].endswith(f" ({low} to {high})")
    assert found.factors["total_high"].max() > 1.1
    assert words.share(1.37) == "137 %"
    assert words.share(-0.2) == "-20 %"
    beyond = "No true share is below 0 or above 100 %: numbers beyond show how rough the estimates are."
    assert beyond in sensitivity_notes.limits(found)
    points = crossed()
    assert beyond not in sensitivity_notes.limits(
        sensitivity(Frames(points, runs_of(points, straight, noise=0.01)))
    )


def test_a_point_that_stands_in_several_rows_counts_in_each():
    """Of a factor that is rounded, A and AB are often one point; the design says so by its number."""
    points = saltelli(64).assign(c=0.5)
    numbers = points.groupby([*NAMES]).ngroup()
    found = sensitivity(Frames(points.assign(point=numbers), runs_of(points.assign(point=numbers), of_ishigami)))
    assert found.found.blocks == 64
    rows = by_name(found)
    assert rows.loc["c", "total"] == 0.0
    assert rows.loc["b", "total"] > 0.3


# --- grids --------------------------------------------------------------------------------------------------


def test_a_grid_is_split_into_factors_pairs_and_noise():
    points = crossed()
    found = sensitivity(Frames(points, runs_of(points, straight, noise=0.01)))
    assert found.design == "grid"
    variances = 0.25 * np.var(np.linspace(0, 1, 6)), 0.0004 * 2
    rows = found.factors.set_index("factor")["first"]
    assert rows["quality"] == pytest.approx(variances[0] / sum(variances), abs=0.01)
    assert rows.sum() + found.pairs["share"].sum() + found.noise == pytest.approx(1)
    assert "could be told from chance" in sensitivity_notes.limits(found)[0]
    assert "Intervals from 4 replications rest on little" in sensitivity_notes.limits(found)[1]


@pytest.mark.parametrize("design", ["grid", "list"])
def test_two_replications_are_noted_where_intervals_are_over_replications(design):
    points = crossed()
    found = sensitivity(Frames(points, runs_of(points, straight, noise=0.01, replications=2), design=design))
    assert " ".join(sensitivity_notes.limits(found)).count("replications hardly tell") == 1
    assert "rest on little" not in " ".join(sensitivity_notes.limits(found))


@pytest.mark.parametrize("design", ["grid", "list", "sobol"])
def test_from_one_replication_shares_have_no_interval_and_it_is_said_why(design):
    points = saltelli(32) if design == "sobol" else crossed()
    function = of_ishigami if design == "sobol" else straight
    found = sensitivity(Frames(points, runs_of(points, function, replications=1), design=design))
    assert found.factors["first"].notna().all()
    assert found.factors[["first_low", "first_high"]].isna().all(axis=None)
    said = "No intervals: from one replication luck that goes with a factor cannot be told from what the factor "
    assert f"{said}does." in sensitivity_notes.limits(found)
    assert "No two factors do anything together" not in " ".join(sensitivity_notes.limits(found))


def tilted(points, replications=3, seed=1):
    """Give runs that only luck tilts along `c`, a slope of its own for each replication."""
    rng = np.random.default_rng(seed)
    slopes = rng.normal(size=replications)
    return runs_of(points, lambda x: x["a"], replications=replications, luck=0.0).assign(
        retention=lambda runs: runs["retention"] + slopes[runs["replication"]]
        * points.set_index("point").loc[runs["point"], "c"].to_numpy()
    )  # fmt: skip


@pytest.mark.parametrize("design", ["sobol", "list"])
def test_a_factor_along_which_luck_tilts_replications_is_not_told_as_one_that_matters(design):
    points = saltelli(128)
    points = points if design == "sobol" else points[points["part"] == "A"].drop(columns=["block", "part"])
    held = 0
    for seed in range(20):
        row = by_name(sensitivity(Frames(points, tilted(points, seed=seed), design=design))).loc["c"]
        held += row["first_low"] < 0 < row["first_high"]
    assert held >= 18


def test_no_factor_is_told_to_account_for_anything_where_none_surely_does():
    points = crossed()
    luck = runs_of(points, lambda x: 0 * x["quality"], noise=1.0)
    said = words.finding(sensitivity(Frames(points, luck, design="list")))
    assert said.startswith("No factor surely accounts for any of the variance of still customers: ")
    assert " has the largest share, " in said
    one = words.finding(sensitivity(Frames(points, luck[luck["replication"] == 0], design="list")))
    assert " accounts for " in one  # without an interval nothing is sure, and that is said apart


def test_others_account_for_next_to_nothing_only_where_their_intervals_say_so():
    points = crossed()
    quiet = words.finding(sensitivity(Frames(points, runs_of(points, lambda x: x["quality"], noise=0.01))))
    assert quiet.endswith(", the others for next to nothing.")
    tilt = {"point": points["point"].to_numpy().repeat(2), "replication": np.tile([0, 1], 30)}
    runs = pd.DataFrame(tilt).merge(points, on="point")
    runs["retention"] = runs["quality"] + (2 * runs["replication"] - 1) * 0.03 * runs["agents"]
    runs = runs.drop(columns=["quality", "agents"])
    loud = words.finding(sensitivity(Frames(points, runs, design="list")))
    assert loud.startswith("quality accounts for ")
    assert loud.endswith(", the others for less than 1 % each.")


def test_what_would_narrow_the_intervals_of_a_sobol_design_is_said():
    points = saltelli(128)
    luck = " ".join(sensitivity_notes.limits(sensitivity(Frames(points, tilted(points)))))
    assert "Intervals are wide for luck more than for the few blocks: more replications narrow them most." in luck
    few = " ".join(sensitivity_notes.limits(sensitivity(Frames(saltelli(16), runs_of(saltelli(16), of_ishigami)))))
    assert "16 blocks leave wide intervals; four times as many halve them." in few
    assert "From fewer than 32 blocks 95 % intervals hold the true share less often than they say." in few
    assert "From fewer than" not in luck


def test_curves_of_a_grid_are_means_over_the_other_factors():
    points = crossed()
    found = sensitivity(Frames(points, runs_of(points, straight, luck=0.0)))
    mine = found.curves[found.curves["factor"] == "agents"]
    assert mine["value"].tolist() == [0, 1, 2, 3, 4]
    assert mine["mean"].to_numpy() == pytest.approx(0.25 + 0.02 * np.arange(5))
    assert mine["n"].tolist() == [4] * 5


def test_the_band_of_a_grid_is_as_wide_as_replications_scatter():
    points = crossed()
    runs = runs_of(points, straight, noise=0.1)
    curve = sensitivity(Frames(points, runs)).curves
    for name in ("quality", "agents"):
        means = runs.merge(points).groupby([name, "replication"])["retention"].mean().unstack()
        wanted = [mean_interval(row) for row in means.to_numpy()]
        mine = curve[curve["factor"] == name]
        for end in ("mean", "low", "high"):
            assert mine[end].tolist() == pytest.approx([getattr(one, end) for one in wanted])


def test_a_replication_that_most_points_of_a_level_lack_does_not_count():
    points = crossed()
    runs = runs_of(points, straight, noise=0.1)
    gone = (runs["replication"] == 3) & runs["point"].isin(range(4))
    curve = sensitivity(Frames(points, runs[~gone])).curves
    counted = curve[curve["factor"] == "quality"]["n"].tolist()
    assert counted == [3, 4, 4, 4, 4, 4]


def test_a_level_of_which_no_replication_has_half_the_points_has_a_mean_without_a_band():
    points = crossed()
    runs = runs_of(points, straight, luck=0.0)
    gone = runs["point"].isin(range(5)) & (runs["replication"] != runs["point"] % 4)
    thin, whole = (sensitivity(Frames(points, kept)).curves.iloc[0] for kept in (runs[~gone], runs))
    assert thin["mean"] == pytest.approx(whole["mean"])
    assert np.isnan([thin["low"], thin["high"]]).all()


def test_a_grid_with_missing_runs_says_what_it_did():
    points = crossed()
    runs = runs_of(points, straight, replications=2)
    gone = runs["point"].isin([3, 17]) | ((runs["point"] == 9) & (runs["replication"] == 1))
    found = sensitivity(Frames(points, runs[~gone]))
    whole = sensitivity(Frames(points, runs))
    assert found.factors["first"].tolist() == pytest.approx(whole.factors["first"].tolist(), abs=0.01)
    said = " ".join(sensitivity_notes.limits(found))
    assert (
        "5 of 60 runs are missing; 2 of 30 points stand where the factors by themselves let expect them." in said
    )


def test_the_first_half_of_a_grid_is_told_of_the_levels_that_are_there():
    points = crossed()
    runs = runs_of(points, straight)
    found = sensitivity(Frames(points, runs[runs["point"] < 17]))
    assert (
        found.found.levels_out
        == ("quality = 0.6", "quality = 0.8", "quality = 1.0")[-len(found.found.levels_out) :]
    )
    assert "quality = 1.0" in " ".join(sensitivity_notes.limits(found))
    assert sorted(found.curves[found.curves["factor"] == "quality"]["value"]) == [0.0, 0.2, 0.4]


# --- other designs ------------------------------------------------------------------------------------------


def test_trajectories_are_screened():
    plan = varied(
        Scenario(), ["product.quality=0.2:0.8", "desk.agents=1:9", "failures.rate=0.001:0.01"],
        Asked(design="morris", points=8, replications=2),
    )  # fmt: skip
    runs = runs_of(plan.frame, lambda x: x["product.quality"] + 0.01 * x["desk.agents"], replications=2)
    found = sensitivity(Frames(plan.frame, runs[runs["point"] != 5], plan=plan))
    assert found.design == "morris"
    rows = found.factors.set_index("factor")
    assert rows["mu_star"].tolist() == pytest.approx([0.6, 0.08, 0.0], abs=1e-9)
    assert rows["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert (found.found.blocks, found.found.of) == (7, 8)
    assert words.finding(found) == (
        "product.quality moves still customers most, by 60.0 points (the same each time); then desk.agents by 8.0 "
        "points (the same each time) and failures.rate by 0.0 points (the same each time)."
    )
    assert found.found.by_luck == pytest.approx(0, abs=1e-9)
    assert "1 of 8 trajectories was left out" in " ".join(sensitivity_notes.limits(found))
    assert found.curves.empty


def test_a_factor_of_which_one_step_was_taken_has_no_interval_and_that_is_said():
    vary = {"product.quality": "0.2:0.8", "failures.rate": "0.001:0.01", "service": SERVICES}
    plan = varied(Scenario(), vary, Asked(design="morris", points=3, replications=2, seed=5))
    runs = runs_of(plan.frame, lambda x: x["product.quality"] ** 2 + x["failures.rate"] ** 2, replications=2)
    found = sensitivity(Frames(plan.frame, runs, plan=plan))
    assert plan.frame["product.quality"].nunique() == 2
    told = {row["factor"]: row["mu_star_low"] for row in sensitivity_object(found)["factors"]}
    assert words.finding(found).startswith("product.quality moves still customers most, by 48.0 points; then ")
    assert told["product.quality"] is None
    assert told["failures.rate"] is not None
    assert told["service"] is not None, "of two levels there is no second step"
    assert any(
        line.startswith("No interval for product.quality: all trajectories took the same step there")
        for line in sensitivity_notes.limits(found)
    )


def test_luck_alone_seems_to_move_a_measure_as_far_as_is_said():
    plan = varied(
        Scenario(), ["product.quality=0.2:0.8", "failures.rate=0.001:0.01"],
        Asked(design="morris", points=200, replications=3),
    )  # fmt: skip
    runs = runs_of(plan.frame, lambda x: 0 * x["failures.rate"], noise=0.1, replications=3)
    found = sensitivity(Frames(plan.frame, runs, plan=plan))
    assert found.factors["mu_star"].mean() == pytest.approx(found.found.by_luck, rel=0.15)
    said = sensitivity_notes.limits(found)[-1]
    assert said.startswith("A factor that does nothing moves it by exactly 0, since luck is the same at every")


def test_one_at_a_time_tells_how_far_each_factor_moves_it():
    plan = varied(
        Scenario(), ["product.quality=0.2:0.8:4", "desk.staffing_ratio=1:1.4:3"],
        Asked(design="one-at-a-time", replications=3),
    )  # fmt: skip
    runs = runs_of(plan.frame, lambda x: x["product.quality"] ** 2, replications=3, noise=0.001)
    found = sensitivity(Frames(plan.frame, runs, plan=plan))
    first, second = found.factors.to_dict("records")
    assert first["factor"] == "product.quality"
    assert first["swing"] == pytest.approx(0.6, abs=0.01)
    assert first["low"] < 0.6 < first["high"]
    assert (first["least"], first["most"]) == (0.2, 0.8)
    assert second["swing"] < 0.01
    assert len(found.curves) == len(plan.points) + 1  # the base stands on both


def test_one_at_a_time_does_not_take_the_highest_of_many_levels_for_the_factors_doing():
    plan = varied(Scenario(), ["product.quality=0.2:0.8:9"], Asked(design="one-at-a-time", replications=5))
    found = [
        sensitivity(Frames(plan.frame, runs_of(plan.frame, lambda x: 0 * x["point"], replications=5, noise=0.01,
                                               seed=seed), plan=plan))
        for seed in range(60)
    ]  # fmt: skip
    clear = [one.factors.loc[0, "low"] > 0 for one in found]
    assert sum(clear) <= 9
    said = words.finding(found[clear.index(False)])
    assert said.startswith("No factor surely moves still customers: product.quality by most, ")
    assert words.how_to_read(found[0]).endswith("simulation noise, and that the two were chosen for it.")


def test_random_points_are_told_by_a_regression():
    plan = varied(
        Scenario(),
        {"product.quality": "0.2:0.8", "failures.rate": "0.001:0.01", "service": SERVICES},
        Asked(design="latin-hypercube", points=120, replications=2),
    )  # fmt: skip
    runs = runs_of(
        plan.frame, lambda x: x["product.quality"] + 0.2 * (x["service"] == "service/excellent"), replications=2
    )
    found = sensitivity(Frames(plan.frame, runs, plan=plan))
    rows = found.factors.set_index("factor")["first"]
    variances = 0.36 / 12, 0.04 / 4
    assert rows["product.quality"] == pytest.approx(variances[0] / sum(variances), abs=0.03)
    assert rows["service"] == pytest.approx(variances[1] / sum(variances), abs=0.03)
    assert rows["failures.rate"] == pytest.approx(0, abs=0.01)
    curve = found.curves[found.curves["factor"] == "service"]
    assert set(curve["value"]) == {"service/poor", "service/excellent"}


def test_where_bends_were_not_looked_for_it_is_said_and_how_many_points_they_take():
    """The peak of quality makes 81 % of the variance; a straight line does not see it."""
    rng = np.random.default_rng(0)
    columns = ["quality", *"bcdefgh"]
    points = pd.DataFrame(qmc.LatinHypercube(8, rng=rng).random(64), columns=columns).assign(point=range(64))

    def peak(x):
        return 0.7 - 0.8 * (x["quality"] - 0.5) ** 2 + 0.1 * x["b"]

    found = sensitivity(Frames(points, runs_of(points, peak, noise=0.002), design="latin-hypercube"))
    said = words.finding(found)
    assert said.startswith("b accounts for ")
    assert said.endswith(
        " of the variance of still customers in a straight line, the others for less than 1 % each; bends were "
        "not looked for, that takes 85 points."
    )
    assert words.how_to_read(found).startswith(words.BY_ITSELF + ", in a straight line.")
    assert any("what they do together, bends, and noise" in line for line in sensitivity_notes.limits(found))
    told = sensitivity_object(found)
    assert (told["degree"], told["bends_take_points"]) == (1, 85)
    few = points[["point", "quality", "b"]]
    bent = sensitivity(Frames(few, runs_of(few, peak, noise=0.002), design="latin-hypercube"))
    assert words.finding(bent).startswith("quality accounts for ")
    assert "bends were not looked for" not in words.finding(bent)
    assert words.how_to_read(bent).startswith(words.BY_ITSELF + ", in a line or a bend.")
    assert (sensitivity_object(bent)["degree"], sensitivity_object(bent)["bends_take_points"]) == (3, None)


@pytest.mark.no_cover
def test_a_sweep_of_the_library_is_asked_as_it_is():
    tiny = Scenario().but({"population": 60, "represents": 1, "days": 5, "failures.rate": 0.1})
    made = sweep(tiny, {"product.quality": [0.1, 0.5, 0.9], "desk.agents": [0, 2]}, replications=2)
    found = sensitivity(made, "cx")
    means = made.runs.groupby("product.quality")["cx"].mean()
    curve = found.curves[found.curves["factor"] == "product.quality"]
    assert curve["mean"].tolist() == pytest.approx(means.tolist())
    assert found.factors.loc[0, "factor"] == "product.quality"
    assert found.study.of == 12


# --- odd ones -----------------------------------------------------------------------------------------------


def test_a_measure_that_is_not_there_is_refused_with_a_hint():
    with pytest.raises(UsageError, match="did you mean 'retention'"):
        sensitivity(SOBOL, "retentoin")
    points = crossed()
    frames = Frames(points, runs_of(points, straight).merge(points))
    with pytest.raises(UsageError, match="no measure 'quality'"):
        sensitivity(frames, "quality")


def test_without_a_finished_run_nothing_is_told():
    with pytest.raises(UsageError, match="no run has finished yet"):
        sensitivity(Frames(SOBOL.points, SOBOL.runs[:0]))


def test_a_measure_that_does_not_vary_is_said_not_to():
    points = crossed()
    found = sensitivity(Frames(points, runs_of(points, lambda x: 0 * x["quality"], luck=0.0)))
    assert words.finding(found) == (
        "What still customers depends on cannot be told: it does not vary, or there are too few points."
    )


def test_names_are_shown_as_they_are():
    points = crossed().rename(columns={"quality": "\x1b[31mred"})
    found = sensitivity(Frames(points, runs_of(points, lambda x: x["\x1b[31mred"])))
    assert "\x1b" not in words.finding(found) + " ".join(sum(words.cells(found), ()))


def test_a_base_without_a_value_of_its_own_stands_beside_the_values():
    plan = varied(Scenario(), ["desk.agents=5,10,20"], Asked(design="one-at-a-time", replications=2))
    agents = plan.frame["desk.agents"].fillna(8)
    runs = runs_of(plan.frame, lambda x: 0.01 * agents.loc[x.index], replications=2)
    found = sensitivity(Frames(plan.frame, runs, plan=plan))
    assert set(found.curves["value"]) == {5, 10, 20, "as the base says"}
    assert found.factors.loc[0, "swing"] == pytest.approx(0.15)


def test_the_points_of_a_list_are_told_by_a_regression_too(tmp_path):
    rows = [f"{0.1 + 0.03 * n:.2f},{1 + n % 4}" for n in range(24)]
    (tmp_path / "points.csv").write_text("\n".join(["product.quality,desk.agents", *rows]))
    (tmp_path / "mine.toml").write_text('base = "default"\ndesign = "list"\nlist = "points.csv"\n')
    plan = planned(str(tmp_path / "mine.toml"), (), Asked(replications=2))
    runs = runs_of(plan.frame, lambda x: 0.1 * plan.frame["desk.agents"].loc[x.index], replications=2)
    found = sensitivity(Frames(plan.frame, runs, plan=plan))
    assert found.factors.loc[0, "factor"] == "desk.agents"
    assert set(found.curves["factor"]) == {"desk.agents", "product.quality"}


def test_a_base_that_is_no_level_stands_beside_the_names():
    plan = varied(Scenario(), {"service": SERVICES}, Asked(design="one-at-a-time", replications=2))
    found = sensitivity(
        Frames(plan.frame, runs_of(plan.frame, lambda x: 0.1 * x["point"], replications=2), plan=plan)
    )
    assert set(found.curves["value"]) == {*SERVICES, "as the base says"}


# --- where --------------------------------------------------------------------------------------------------


def test_boxes_are_told_in_the_values_of_the_factors():
    plan = varied(
        Scenario(), {"product.quality": "0.2:0.8", "service": SERVICES},
        Asked(design="latin-hypercube", points=200, replications=2),
    )  # fmt: skip

    def high(x):
        return ((x["product.quality"] < 0.5) & (x["service"] == "service/excellent")) * 0.5

    found = where(
        Frames(plan.frame, runs_of(plan.frame, high, replications=2, luck=0.01), plan=plan), at_least=0.25
    )
    limits = found.limits.set_index("factor")
    assert limits.loc["product.quality", "high"] == pytest.approx(0.5, abs=0.02)
    assert limits.loc["service", "among"] == ("service/excellent",)
    assert found.boxes.loc[0, "density"] > 0.95
    assert found.boxes.loc[0, "coverage"] > 0.95
    said = where_words.finding(found)
    assert said.startswith(
        f"At {found.cases} of 200 points still customers is at least 25.0 %; 100 % of these lie where"
    )
    assert "service is service/excellent" in said
    assert "; in boxes found likewise from four fifths of the points, at " in where_words.details(found)[0]


def test_luck_of_whole_blocks_makes_no_box():
    points = saltelli(16)
    luck = np.random.default_rng(2).permutation(16) / 16
    frames = Frames(points, runs_of(points, lambda x: luck[x["block"]], luck=0.0))
    assert where(Frames(points.drop(columns=["block", "part"]), frames.runs), at_least=0.5).found
    assert not where(frames, at_least=0.5).found


def test_where_it_happens_nowhere_or_everywhere_is_said():
    points = crossed()
    frames = Frames(points, runs_of(points, straight, luck=0.0))
    assert (
        where_words.finding(where(frames, at_least=9))
        == "At none of 30 points still customers is at least 900.0 %."
    )
    assert where_words.finding(where(frames, at_most=9)) == "At all 30 points still customers is at most 900.0 %."
    few = Frames(points[points["point"] < 12], frames.runs)
    said = where_words.finding(where(few, at_least=0.15))
    assert said.endswith("too few to look for a box of the factors: it takes 20 points, 5 of each kind.")
    with pytest.raises(UsageError, match="say how large the measure is to be, as in where"):
        where(frames)
    for wrong in ("a", float("nan"), True):
        with pytest.raises(UsageError, match="at_most must be a finite number, got "):
            where(few, at_most=wrong)

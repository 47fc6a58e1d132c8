"""A comparison, reckoned again by hand from the runs of its scenarios."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim import compare as compare_by_its_public_name
from sim.errors import UsageError
from sim.measures import MEASURES
from sim.questions import compare as room
from sim.questions.compare import compare, numbered, told_apart
from sim.questions.differences import courses
from sim.questions.precision import FEWEST
from sim.scenario import Scenario
from sim.scenario.difference import differences
from sim.simulate import simulate

pytestmark = pytest.mark.no_cover

FIRM = Scenario().but({"population": 150, "represents": 4, "days": 20, "failures.rate": 0.02, "replications": 5})
BETTER = FIRM.but({"product.quality": 0.8})
STAFFED = FIRM.but({"desk.staffing_ratio": 1.5})
NUMBERS = ["baseline", "value", "difference", "low", "high"]


@pytest.fixture(scope="module")
def answer():
    """Five replications of a firm, with a better product and with a larger desk."""
    return compare(FIRM, BETTER, STAFFED, seed=3)


def of(answer, label, frame="table"):
    """Give the rows of an alternative, without its label."""
    table = getattr(answer, frame)
    return table[table["scenario"] == label].drop(columns="scenario").reset_index(drop=True)


def moved_by_nothing(compare_them):
    """Tell which measures a change that changes nothing seems to change."""
    answer = compare_them(FIRM, FIRM.but({"title": "the same firm", "seed": 77}))
    return list(answer.table.loc[~answer.table["identical"], "measure"])


def test_the_public_name_is_the_function():
    assert compare_by_its_public_name is compare


def test_there_is_a_row_for_every_alternative_and_measure(answer):
    assert list(answer.table["scenario"].unique()) == ["product.quality=0.8", "desk.staffing_ratio=1.5"]
    for label in answer.others:
        assert list(of(answer, label)["measure"]) == list(MEASURES)
    assert list(answer.table.columns) == [
        "scenario", "measure", *NUMBERS, "n", "unit", "moved", "identical", "verdict", "gain", "bound", "needed",
    ]  # fmt: skip


def test_each_scenario_is_run_as_if_alone_on_the_luck_of_the_baseline(answer):
    for results, spec in zip((answer.baseline, *answer.others.values()), (FIRM, BETTER, STAFFED), strict=True):
        assert results.runs.equals(simulate(spec, replications=5, seed=3).runs)
    assert (answer.seed, answer.replications) == (3, 5)


@pytest.mark.parametrize("measure", ["retention", "cx", "nps", "wait_minutes", "clv"])
def test_the_interval_is_that_of_the_paired_t_test(answer, measure):
    before = answer.baseline.runs[measure]
    for label, results in answer.others.items():
        row = of(answer, label).set_index("measure").loc[measure]
        expected = stats.ttest_rel(results.runs[measure], before)
        assert (row["low"], row["high"]) == pytest.approx(tuple(expected.confidence_interval(0.95)), rel=1e-9)
        assert row["moved"] == (expected.pvalue < 0.05)
        assert row["difference"] == pytest.approx(row["value"] - row["baseline"], rel=1e-9)
        assert row["n"] == 5


def test_the_values_are_those_that_a_run_shows(answer):
    for label, results in answer.others.items():
        rows = of(answer, label)
        assert rows["baseline"].equals(answer.baseline.summary["mean"].rename("baseline"))
        assert rows["value"].equals(results.summary["mean"].rename("value"))


def test_only_what_moved_is_in_moved(answer):
    assert 0 < len(answer.moved) < len(answer.table)
    assert ((answer.moved["low"] > 0) | (answer.moved["high"] < 0)).all()
    rest = answer.table[~answer.table["moved"]]
    assert not ((rest["low"] > 0) | (rest["high"] < 0)).any()


def test_the_verdict_follows_what_is_better(answer):
    for row in answer.table.to_dict("records"):
        better = MEASURES[row["measure"]].better
        if not row["moved"]:
            assert row["verdict"] == "-"
        elif better == "neither":
            assert row["verdict"] == "other"
        else:
            assert row["verdict"] == ("better" if (row["difference"] > 0) == (better == "higher") else "worse")
    assert {"better", "worse", "other", "-"} == set(answer.table["verdict"])


def test_the_gain_is_that_of_the_variances(answer):
    row = of(answer, "desk.staffing_ratio=1.5").set_index("measure").loc["cx"]
    one, other = answer.baseline.runs["cx"], answer.others["desk.staffing_ratio=1.5"].runs["cx"]
    assert row["gain"] == pytest.approx((one.var() + other.var()) / (other - one).var(), rel=1e-9)
    assert 1 < row["gain"] <= row["bound"]


def test_shared_luck_is_worth_something_and_luck_of_its_own_is_not(monkeypatch):
    """Over all measures the median gain is well above 1; with seeds of their own about 1."""
    shared = compare(FIRM, STAFFED).table["gain"].median()
    monkeypatch.setattr(room, "taken_further", with_seeds_of_their_own)
    assert compare(FIRM, STAFFED).table["gain"].median() < 2 < 3 < shared


# --- relations that hold to the last bit --------------------------------------------------------------------


def test_to_swap_the_sides_changes_the_signs_and_nothing_else(answer):
    there, back = of(answer, "product.quality=0.8"), of(compare(BETTER, FIRM, seed=3, labels=["back"]), "back")
    assert back["difference"].equals(-there["difference"] + 0.0)
    assert (back["low"] + 0.0).equals((-there["high"] + 0.0).rename("low"))
    assert (back["high"] + 0.0).equals((-there["low"] + 0.0).rename("high"))
    assert back["baseline"].equals(there["value"].rename("baseline"))
    assert back[["n", "moved", "identical", "gain", "bound"]].equals(
        there[["n", "moved", "identical", "gain", "bound"]]
    )
    opposite = {"better": "worse", "worse": "better", "other": "other", "-": "-"}
    assert list(back["verdict"]) == [opposite[word] for word in there["verdict"]]


def test_one_against_many_is_one_against_one(answer):
    alone = compare(FIRM, STAFFED, seed=3, labels=["more staff"])
    pd.testing.assert_frame_equal(of(alone, "more staff"), of(answer, "desk.staffing_ratio=1.5"), check_exact=True)
    pd.testing.assert_frame_equal(
        of(alone, "more staff", "over_time"), of(answer, "desk.staffing_ratio=1.5", "over_time"), check_exact=True
    )


def test_workers_change_no_bit(answer):
    shared = compare(FIRM, BETTER, STAFFED, seed=3, workers=2)
    pd.testing.assert_frame_equal(shared.table, answer.table, check_exact=True)
    pd.testing.assert_frame_equal(shared.over_time, answer.over_time, check_exact=True)


def test_a_change_that_changes_nothing_moves_nothing():
    assert moved_by_nothing(compare) == []


def with_seeds_of_their_own(begun, replications, **_):
    """The broken twin: every scenario has luck of its own."""
    return [
        simulate(results.scenario, seed=results.seed + place, replications=replications)
        for place, results in enumerate(begun)
    ]


def test_a_comparison_without_common_luck_would_be_found_out(monkeypatch):
    monkeypatch.setattr(room, "taken_further", with_seeds_of_their_own)
    assert len(moved_by_nothing(compare)) > 30


def with_replications_out_of_step(begun, replications, **_):
    """Another broken twin: the replications of the alternatives are those of the neighbours."""
    return [
        simulate(results.scenario, first=min(place, 1), replications=replications)
        for place, results in enumerate(begun)
    ]


def test_a_comparison_of_unpaired_replications_would_be_found_out(monkeypatch):
    monkeypatch.setattr(room, "taken_further", with_replications_out_of_step)
    assert len(moved_by_nothing(compare)) > 30


def test_the_same_scenario_twice_is_identical_everywhere():
    same = compare(FIRM, FIRM, replications=2)
    assert same.table["identical"].all()
    assert len(same.moved) == 0
    assert (same.table["difference"].fillna(0) == 0).all()
    assert list(same.others) == ["custom (2)"]
    assert same.moved_by_chance("custom (2)") == 0
    assert same.table["needed"].isna().all()


# --- over time ----------------------------------------------------------------------------------------------


def test_the_course_ends_where_the_measure_ends(answer):
    for results in (answer.baseline, *answer.others.values()):
        share = courses(results)["customers"][:, -1]
        assert np.array_equal(share, results.runs["active"].to_numpy() / 150)


def test_the_course_is_paired_day_by_day(answer):
    rows = of(answer, "product.quality=0.8", "over_time")
    assert list(rows.columns) == ["day", "what", *NUMBERS, "n", "unit"]
    assert len(rows) == 2 * 20
    row = rows[(rows["what"] == "cx") & (rows["day"] == 12)].iloc[0]
    before, after = (
        table.loc[table["day"] == 12, "cx_sum"].to_numpy() / table.loc[table["day"] == 12, "customers"].to_numpy()
        for table in (answer.baseline.daily, answer.others["product.quality=0.8"].daily)
    )
    expected = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx(tuple(expected), rel=1e-9)


# --- by segment ---------------------------------------------------------------------------------------------


SEGMENTS = (
    {"name": "families", "share": 0.4, "product.usage_rate": 0.9},
    {"name": "singles", "share": 0.6},
)


@pytest.fixture(scope="module")
def in_segments(tmp_path_factory):
    """The firm with people of two kinds, with a better product, and with the same two in another order."""
    pieces = [
        "[[segments]]\n" + "".join(f"{key} = {value!r}\n" for key, value in segment.items())
        for segment in SEGMENTS
    ]
    folder = tmp_path_factory.mktemp("segments")
    head = "population = 150\nrepresents = 4\ndays = 20\nfailures.rate = 0.02\nreplications = 3\n"
    specs = []
    for name, segments in (("kinds", pieces), ("swapped", pieces[::-1])):
        (folder / f"{name}.toml").write_text(head + "".join(segments), encoding="utf-8")
        specs.append(Scenario.load(folder / f"{name}.toml"))
    firm, swapped = specs
    return compare(firm, firm.but({"product.quality": 0.8}), swapped, FIRM, labels=["better", "swapped", "alike"])


def test_a_segment_is_compared_by_its_own_people(in_segments):
    rows = of(in_segments, "better", "by_segment").set_index(["segment", "measure"])
    better = in_segments.others["better"]
    values = [
        results.customers[results.customers["segment"] == "singles"].groupby("replication")["cx"].mean()
        for results in (in_segments.baseline, better)
    ]
    expected = stats.ttest_rel(values[1], values[0]).confidence_interval(0.95)
    row = rows.loc["singles", "cx"]
    assert (row["low"], row["high"]) == pytest.approx(tuple(expected), rel=1e-9)
    assert (row["baseline"], row["value"]) == pytest.approx([value.mean() for value in values])
    assert row["verdict"] == "better"
    assert "agents" not in rows.loc["families"].index  # the desk is shared


def test_segments_are_matched_by_name_and_only_where_they_are_the_same(in_segments):
    assert set(in_segments.by_segment["scenario"]) == {"better", "swapped"}
    assert list(of(in_segments, "swapped", "by_segment")["segment"].unique()) == ["families", "singles"]


def test_without_segments_there_is_nothing_by_segment(answer):
    assert len(answer.by_segment) == 0
    assert list(answer.by_segment.columns)[:3] == ["scenario", "segment", "measure"]


# --- edges --------------------------------------------------------------------------------------------------


def test_one_replication_has_differences_and_moves_nothing():
    one = compare(FIRM, BETTER, replications=1)
    row = one.table.set_index("measure").loc["cx"]
    assert row["difference"] > 0
    assert np.isnan([row["low"], row["high"], row["gain"], row["needed"]]).all()
    assert len(one.moved) == 0
    assert one.moved_by_chance("product.quality=0.8") == 0


def test_measures_without_a_value_are_counted():
    """Nobody calls a firm where nothing goes wrong, so the ease of calling it has no value."""
    silent = FIRM.but({"failures.rate": 0, "failures.question_rate": 0, "returns.rate": 0,
                       "journey.exit.damage_chance": 0})  # fmt: skip
    row = compare(FIRM, silent, replications=3).table.set_index("measure").loc["ces"]
    assert row["n"] == 0
    assert row["baseline"] > 0
    assert np.isnan([row["value"], row["difference"], row["low"], row["high"]]).all()
    assert not row["moved"]
    assert not row["identical"]


def test_nobody_at_all_is_identical_to_nobody():
    nobody = FIRM.but({"population": 0})
    same = compare(nobody, nobody.but({"product.quality": 0.9}), replications=2)
    assert math.isnan(same.table.set_index("measure").loc["retention", "difference"])
    assert len(same.moved) == 0


def test_a_measure_moves_by_chance_one_time_in_twenty(answer):
    rows = of(answer, "desk.staffing_ratio=1.5")
    tested = int((~rows["identical"] & (rows["n"] > 1)).sum())
    assert answer.moved_by_chance("desk.staffing_ratio=1.5") == pytest.approx(tested / 20)
    with pytest.raises(UsageError, match=r"^no alternative 'typo'; there are 'product\.quality=0\.8', 'desk"):
        answer.moved_by_chance("typo")


# --- precision ----------------------------------------------------------------------------------------------


def test_a_precision_is_that_of_every_difference():
    short = [spec.but({"days": 6}) for spec in (FIRM, BETTER, STAFFED)]
    answer = compare(*short, precision={"cx": 0.02, "retention": 0.2})
    assert answer.replications == FEWEST
    table = answer.table.set_index(["measure", "scenario"])
    for far in answer.precision:
        rows = table.loc[far.measure]
        assert far.met
        assert far.half_width == pytest.approx(((rows["high"] - rows["low"]) / 2).max(), rel=1e-9)
    at_once = compare(*short, replications=FEWEST)
    pd.testing.assert_frame_equal(answer.table, at_once.table, check_exact=True)


def test_what_is_identical_is_precise():
    short = FIRM.but({"days": 3})
    (far,) = compare(short, short, precision=1e-6).precision
    assert (far.met, far.half_width, far.replications) == (True, 0.0, FEWEST)


# --- what cannot be compared --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            {"days": 30},
            "custom has days = 20, its alternative custom 30: their measures do not mean the same;",
        ),
        ({"protocol": "market"}, "custom has protocol = cohort, its alternative custom market"),
        ({"measure_from_day": 10}, "custom has measure_from_day = 0, its alternative custom 10"),
    ],
)
def test_unlike_things_are_not_compared(monkeypatch, change, complaint):
    monkeypatch.setattr(room, "taken_further", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(UsageError) as caught:
        compare(FIRM, BETTER, FIRM.but(change))
    assert str(caught.value).startswith(complaint)


def test_a_baseline_alone_is_no_comparison():
    with pytest.raises(UsageError, match=r"^nothing to compare with; give one more scenario"):
        compare(FIRM)


@pytest.mark.parametrize(
    "labels", [[], ["a"], ["a", "a"], ["a", "custom"], "ab", ["a", 1], 7, (one for one in "abc")]
)
def test_labels_must_tell_apart(labels):
    with pytest.raises(UsageError, match="labels must be 2 different words other than 'custom'"):
        compare(FIRM, BETTER, STAFFED, labels=labels)


def test_labels_may_come_one_after_the_other():
    assert list(compare(FIRM, BETTER, STAFFED, replications=1, labels=(one for one in "ab")).others) == ["a", "b"]


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"population": 100, "represents": 6}, "their luck is shared in part only"),
        ({"represents": 8}, "the desk of custom (2) serves 1,200 people, that of custom 600"),
        ({"money.currency": "GBP"}, "counts money in GBP"),
        ({"title": "the same"}, "custom (2) is the same scenario as custom"),
    ],
)
def test_what_differs_besides_the_firm_is_noted(change, note):
    small = {"days": 3, "replications": 1, "population": 150}
    answer = compare(FIRM.but(small), FIRM.but({**small, **change}), labels=["custom (2)"])
    (line,) = answer.notes
    assert note in line


def test_a_comparison_of_like_with_like_has_no_notes(answer):
    assert answer.notes == ()


# --- names --------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    """Three files, two of one name."""
    paths = [tmp_path / "a" / "my.toml", tmp_path / "b" / "my.toml", tmp_path / "b" / "other.toml"]
    for number, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"days = 5\nproduct.quality = 0.{number + 3}\nmoney.price = {90 + number}\n" * 1)
    return [Scenario.load(path) for path in paths]


def test_files_of_one_name_are_told_apart(files):
    one, other, third = files
    assert told_apart(one, [other, third]) == ["my", "product.quality=0.4, money.price=91.0", "other"]
    assert told_apart(third, [one, other]) == [
        "other", "product.quality=0.3, money.price=90.0", "product.quality=0.4, money.price=91.0",
    ]  # fmt: skip


def test_what_differs_in_much_is_numbered():
    much = FIRM.but({"money.price": 1, "money.unit_cost": 2, "product.quality": 0.1, "desk.open_hours": 3})
    assert told_apart(FIRM, [much, much]) == ["custom", "custom (2)", "custom (3)"]


def test_no_label_upsets_the_numbers():
    assert numbered(["a", "a (2)", "a", "a", "b"]) == ["a", "a (2)", "a (3)", "a (4)", "b"]


def test_a_difference_is_what_can_change_a_number():
    assert differences(FIRM, FIRM.but({"title": "x", "seed": 5, "replications": 9, "log": "none"})) == {}
    assert differences(FIRM, FIRM.but({"desk.agents": 12})) == {
        "desk.agents": (None, 12.0), "desk.staffing_ratio": (FIRM.desk.staffing_ratio, None),
    }  # fmt: skip
    automatic = FIRM.but({"population": 20_000, "represents": 5})
    assert differences(automatic, automatic.but({"represents": 5})) == {}


def test_it_shows_itself(answer):
    assert repr(answer).startswith(
        "<Comparison of 'custom' with 'product.quality=0.8', 'desk.staffing_ratio=1.5': "
    )

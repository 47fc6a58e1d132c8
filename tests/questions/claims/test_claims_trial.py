"""A trial finds what is known of made-up claims, keeps what it has computed, and goes on where it was stopped."""

from __future__ import annotations

import pytest
from tiny_claims import TINY, above_six_tenths, by_luck, claim, experiment, more_quality, of

from sim.errors import TrapezeError
from sim.experiment.crew import alone
from sim.experiment.store import Store
from sim.questions.claims import quick
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.debate import Debate
from sim.questions.claims.effect import Between, Computed, Difference, Interaction, Level
from sim.questions.claims.experiment import falls, negligible, rises
from sim.questions.claims.plans import checksum
from sim.questions.claims.trial import Bench, Terms, tried
from sim.questions.claims.verdict import Verdict
from sim.report import claims_words

pytestmark = pytest.mark.no_cover

QUALITY = {"product.quality": (0.2, 0.9)}
SAME = {"more": {}, "less": {}}
HALF = {**TINY, "product.quality": 0.5}


def finding(one, *, full=False, **bench):
    (found,) = tried([one], [], Terms(full), Bench(alone(), **bench)).findings
    return found


@pytest.mark.parametrize(
    ("effect", "expected", "verdict"),
    [
        (of(more_quality), rises(0.05), Verdict.SUPPORTED),
        (of(more_quality), falls(0.05), Verdict.NOT_SUPPORTED),
        (of(more_quality), rises(0.5), Verdict.NOT_SUPPORTED),
        (of(more_quality), negligible(0.5), Verdict.SUPPORTED),
        (of(more_quality), negligible(0.05), Verdict.NOT_SUPPORTED),
        (of(by_luck), rises(0.05), Verdict.DEPENDS),
    ],
)
def test_a_claim_gets_the_verdict_that_it_deserves_and_a_wrong_direction_is_refuted(effect, expected, verdict):
    found = finding(claim(effect, expected))
    assert found.verdict is verdict
    if effect.function is more_quality:
        assert found.parts[0].found.mean == pytest.approx(0.2)


def test_a_region_tells_where_a_claim_stops_to_hold():
    found = finding(
        claim(of(above_six_tenths), falls(0.001), worlds=SAME, settings=HALF, region=QUALITY), full=True
    )
    assert found.verdict is Verdict.DEPENDS
    assert found.region is not None
    assert found.region.flip is not None
    assert found.region.flip.words.startswith("up to product.quality 0.")
    assert found.region.flip.value == pytest.approx(0.6, abs=0.05)
    held = [value < 0.6 for value in found.region.points["product.quality"]]
    assert [str(one) == "for" for one in found.region.standings] == held


def test_a_quick_trial_looks_at_the_own_world_alone():
    found = finding(claim(of(above_six_tenths), falls(0.001), worlds=SAME, settings=HALF, region=QUALITY))
    assert (found.region, found.verdict) == (None, Verdict.SUPPORTED)


def test_a_quick_trial_says_by_what_the_world_of_a_claim_was_smaller(monkeypatch):
    monkeypatch.setitem(quick.DAYS, "A1", 2)
    monkeypatch.setitem(quick.STANDS_FOR, "A1", 3)
    larger = {"population": 1, "days": 4, "represents": 5}
    one = claim(of(more_quality), rises(0.05), settings=larger)

    def told(**terms):
        (found,) = tried([one], [], Terms(**terms), Bench(alone())).findings
        return claims_words.told(found)[-1]

    assert told() == "Tried at a smaller size: 2 days instead of 4 and 3 people instead of 5."
    assert told(settings={"days": 3}) == "Tried at a smaller size: 3 people instead of 5."
    for whole in (told(full=True), told(settings={"days": 4, "represents": 5})):
        assert whole.startswith("Quality: more less less")


@pytest.mark.parametrize(
    ("main", "said"), [(more_quality, "So it holds in part."), (by_luck, "So it holds in part at most.")]
)
def test_a_claim_of_which_a_part_is_refuted_holds_in_part_where_another_holds(main, said):
    found = finding(claim(of(main), rises(0.05), also=((of(more_quality), falls(0.05)),)))
    assert claims_words.told(found)[-1] == said


def test_what_a_world_says_for_itself_stays_in_the_region():
    found = finding(claim(of(more_quality), rises(0.05), region=QUALITY), full=True)
    assert found.region is not None
    assert found.region.mean == pytest.approx([0.2] * 16)


def test_what_was_not_tried_and_what_is_built_in_are_told_apart():
    built_in = finding(Claim("A1", "x", Tag.BUILT_IN, "an equation", experiment(of(more_quality), rises(0.05))))
    outside = finding(Claim("A1", "x", Tag.OUTSIDE, "nothing", needs="something"))
    assert (built_in.verdict, len(built_in.parts)) == (Verdict.BY_CONSTRUCTION, 1)
    assert (outside.verdict, outside.parts) == (None, ())


def test_a_piece_of_the_shelf_takes_back_no_size_and_own_words_win_over_it():
    worlds = {"more": {"scenarios": ("firms/ikea",), "product.quality": 0.5}, "less": {}}
    made = experiment(of(more_quality), rises(0.1), worlds=worlds)
    more, less = made.outcome.worlds(made.base)
    assert (more.population, more.days, more.product.quality) == (1, 1, 0.5)
    assert more.digest != less.but({"product.quality": 0.5}).digest


class StoppedError(Exception):
    """As if somebody had pulled the plug."""


def test_a_trial_that_was_stopped_goes_on_and_gives_the_same_digest(tmp_path):
    one = claim(of(above_six_tenths), falls(0.001), worlds=SAME, region=QUALITY)

    def stop(done):
        if done >= 11:
            raise StoppedError

    places = {name: lambda plan, name=name: tmp_path / name / plan.name for name in ("stopped", "whole")}
    with pytest.raises(StoppedError):
        finding(one, full=True, place=places["stopped"], progress=stop)
    done = []
    finding(one, full=True, place=places["stopped"], progress=done.append)
    finding(one, full=True, place=places["whole"])
    digests = set()
    for name in places:
        with Store.open(tmp_path / name / "a1-region") as store:
            digests.add(store.digest)
            assert len(store.runs) == 32
    assert len(digests) == 1
    assert done[0] >= 4, "the own world is there already"


def test_what_is_kept_is_not_computed_again_and_another_effect_is_another_plan(tmp_path):
    class Nobody:
        executor, width, room, deaths = None, 1, 1, ()

        def check(self):
            raise AssertionError

    first, other = (claim(of(effect), rises(0.05)) for effect in (more_quality, above_six_tenths))
    finding(first, place=lambda plan: tmp_path / plan.name)
    (again,) = tried([first], [], Terms(), Bench(Nobody(), lambda plan: tmp_path / plan.name)).findings
    assert again.parts[0].found.mean == pytest.approx(0.2)
    plans = [Terms().plans(one)[0] for one in (first, other)]
    assert plans[0].digest != plans[1].digest
    with pytest.raises(TrapezeError, match="another sweep: outcome"):
        finding(other, place=lambda plan: tmp_path / plan.name)


def test_the_checksum_of_an_experiment_knows_what_is_expected_of_it():
    one, other = (experiment(of(more_quality), expected) for expected in (rises(0.05), rises(0.06)))
    assert checksum(one) != checksum(other)
    assert checksum(one) == checksum(experiment(of(more_quality), rises(0.05)))


def test_the_checksum_of_an_experiment_does_not_know_the_words_of_its_scenario():
    one, said = (experiment(of(more_quality), rises(0.05)) for _ in range(2))
    said.__dict__["base"] = one.base.but({"title": "Other words", "description": "and more of them"})
    assert checksum(one) == checksum(said)


def fails(records):
    raise ZeroDivisionError("nothing to divide by")


def test_a_trial_of_which_a_run_fails_gives_no_verdict():
    with pytest.raises(TrapezeError, match="3 runs failed, the first for: ZeroDivisionError"):
        finding(claim(of(fails), rises(0.05)))


# --- debates ------------------------------------------------------------------------------------------------


def debate(**more):
    usual = {
        "name": "tiny", "question": "Is it above?", "one_side": "it is above", "other_side": "it is below",
        "claims": ("A1",), "scenario": "default", "settings": TINY, "worlds": SAME, "matters": 0.05,
        "lines": {"": of(above_six_tenths)}, "over": "product.quality", "called": "quality",
        "values": (0.2, 0.4, 0.58, 0.8),
    }  # fmt: skip
    return Debate(**(usual | more))


def test_a_debate_turns_where_its_effect_does():
    (found,) = tried([], [debate()], Terms(), Bench(alone())).debates
    (curve,) = found.curves.values()
    assert curve.signs == (-1, -1, 0, 1)
    assert [one.sign for one in curve.stretches] == [-1, 0, 1]
    assert curve.stretches[0].high == pytest.approx(0.49)
    assert curve.stretches[1].high == pytest.approx(0.6)
    assert (curve.stretches[0].low, curve.stretches[-1].high) == (0.2, 0.8)


def test_the_values_of_a_debate_are_taken_in_their_order():
    (found,) = tried([], [debate(values=(0.8, 0.2))], Terms(), Bench(alone())).debates
    (curve,) = found.curves.values()
    assert (curve.x.tolist(), curve.signs) == ([0.2, 0.8], (-1, 1))


# --- effects ------------------------------------------------------------------------------------------------


def many(customers):
    return customers["customer"] % 2 == 0


def few(customers):
    return customers["customer"] % 2 == 1


@pytest.fixture(scope="module")
def records():
    """Give the records of four small worlds."""
    from sim.scenario import Scenario
    from sim.simulate import Job

    spec = Scenario().but({"population": 40, "days": 60, "represents": 1})
    qualities = {"a": 0.9, "b": 0.2, "c": 0.6, "d": 0.4}
    return {name: Job(spec.but({"product.quality": quality}), 1, 0).run(lambda: None)
            for name, quality in qualities.items()}  # fmt: skip


def test_effects_are_what_their_names_say(records):
    from sim.measures import MEASURES

    cx = {name: MEASURES["cx"](record) for name, record in records.items()}
    assert Level("cx", "a")(records) == cx["a"]
    assert Difference("cx", "a", less="b")(records) == cx["a"] - cx["b"]
    joint = Interaction("cx", ("a", "b"), ("c", "d"))
    assert joint(records) == (cx["a"] - cx["b"]) - (cx["c"] - cx["d"])
    assert (joint.worlds, joint.unit) == (("a", "b", "c", "d"), "quality")
    assert Computed(more_quality, "x", "quality", ("a",)).worlds == ("a",)


def test_groups_of_customers_add_up_to_all_of_them(records):
    from sim.measures import MEASURES

    between = Between("failures_per_buyer", "b", many, few)
    halves = [MEASURES["failures_per_buyer"](part) for part in
              (between_part(records["b"], many), between_part(records["b"], few))]  # fmt: skip
    assert between(records) == pytest.approx(halves[0] - halves[1])
    assert sum(halves) / 2 == pytest.approx(MEASURES["failures_per_buyer"](records["b"]))
    assert between.label == "failures_per_buyer: many less few, b"


def between_part(record, who):
    from sim.questions.claims.effect import of_some

    return of_some(record, who)


def test_a_group_has_no_part_of_what_is_the_firms(records):
    with pytest.raises(ValueError, match="no group of customers"):
        Between("wait_minutes", "a", many, few)(records)


# --- what a piece says --------------------------------------------------------------------------------------


def test_a_piece_says_only_what_is_otherwise_than_in_the_world_so_far():
    pieces = {"scenarios": ("product/weak", "product/strong", "product/strong")}
    made = experiment(of(more_quality), rises(0.1), scenario="product/weak", worlds={"more": pieces, "less": {}})
    strong = made.outcome.layers["more"]
    assert [layer for layer in strong if "product.quality" in layer] == [{"product.quality": 0.8}]
    assert [world.product.quality for world in made.outcome.worlds(made.base)] == [0.8, 0.35]
    # What the piece repeats of the base is the region's to vary.
    moved = made.base.but({"product.quality": 0.5})
    assert [world.product.quality for world in made.outcome.worlds(moved)] == [0.8, 0.5]

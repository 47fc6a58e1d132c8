"""A scenario is frozen, checked, and the same however it was said."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario import Parameter, Scenario, parameters, said
from sim.scenario.digest import canonical

pytestmark = pytest.mark.no_cover

if TYPE_CHECKING:
    from pathlib import Path

TIED = {"population", "days", "measure_from_day", "represents", "seed", "replications"} | {
    key
    for key in parameters()
    if key.endswith(".share") or key.startswith("recovery.") or parameters()[key].instead_of
}
"""Keys that must fit other keys, or that are no content."""

FREE = [one for one in parameters().values() if one.plausible and one.key not in TIED]


def plausible_value(parameter: Parameter) -> st.SearchStrategy[Any]:
    assert parameter.plausible
    low, high = parameter.plausible
    if parameter.type is int:
        return st.integers(int(low), int(high))
    return st.floats(low, high).filter(lambda number: number in parameter.valid)


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(FREE), max_size=6, unique_by=lambda one: one.key))
    values: dict[str, Any] = {one.key: draw(plausible_value(one)) for one in chosen}
    rivals = ["desk.agents", "desk.staffing_ratio", "marketing.promise", "marketing.overpromise"]
    if rival := draw(st.sampled_from([None, *rivals])):
        values[rival] = draw(plausible_value(parameters()[rival]))
    if profile := draw(st.sampled_from([(), (1.0,), (0.25, 0.5, 0.25)])):
        values["desk.arrival_profile"] = profile
    return values


texts = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(deadline=None)
@given(changes(), texts)
@example({}, 'a\x7f\n"\\\t\x00😀')
def test_writing_and_reading_gives_the_same_scenario(changes: dict[str, Any], title: str) -> None:
    spec = Scenario().but(changes | {"title": title})
    again = read(spec.to_toml())
    assert again.digest == spec.digest
    assert again.title == title
    assert again.to_toml() == spec.to_toml()


def read(text: str) -> Scenario:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "written.toml"
        file.write_text(text, "utf-8", newline="")
        return Scenario.load(file)


@settings(deadline=None)
@given(changes())
def test_a_change_in_code_an_override_and_a_file_say_the_same(changes: dict[str, Any]) -> None:
    in_code = Scenario().but(changes)
    overridden = Scenario.load("default", changes)
    lines = [
        f"{key} = {list(value) if isinstance(value, tuple) else repr(value)}" for key, value in changes.items()
    ]
    in_a_file = read("\n".join(['extends = ["default"]', *lines]))
    assert in_code.digest == overridden.digest == in_a_file.digest


@settings(deadline=None)
@given(changes(), texts, st.integers(0, 2**53 - 1), st.integers(1, 99), st.sampled_from(["sample", "all", "none"]))
def test_the_digest_is_blind_to_what_changes_no_result(
    changes: dict[str, Any], text: str, seed: int, replications: int, log: str
) -> None:
    spec = Scenario().but(changes)
    same = {"title": text, "description": text, "seed": seed, "replications": replications, "log": log}
    assert spec.but(same).digest == spec.digest


@settings(deadline=None)
@given(st.sampled_from(FREE), st.data())
def test_the_digest_sees_every_other_change(parameter: Parameter, data: st.DataObject) -> None:
    value = data.draw(plausible_value(parameter).filter(lambda number: number != parameter.default))
    assert Scenario().but({parameter.key: value}).digest != Scenario().digest


@settings(deadline=None)
@given(changes(), st.randoms(use_true_random=False))
def test_the_order_of_changes_does_not_matter(changes: dict[str, Any], random: Any) -> None:
    shuffled = list(changes.items())
    random.shuffle(shuffled)
    one_by_one = Scenario()
    for key, value in shuffled:
        one_by_one = one_by_one.but({key: value})
    assert one_by_one == Scenario().but(changes)


def test_the_digest_is_the_same_on_every_machine() -> None:
    assert Scenario().digest == "daed7905aaafe7005d914c8dd894181bb27185f7ac20844c6689cf96213cd8ea"


def test_a_whole_number_and_minus_zero_are_the_number_they_stand_for() -> None:
    spec = Scenario()
    assert spec.but({"desk.agents": 12}).digest == spec.but({"desk.agents": 12.0}).digest
    assert spec.but({"market.fit_mean": -0.0}).digest == spec.but({"market.fit_mean": 0}).digest
    assert isinstance(spec.but({"desk.agents": 12}).desk.agents, float)
    assert canonical((-0.0, 1)) == canonical((0.0, 1)) != canonical((0.0, 1.0))


def test_saying_aloud_for_how_many_each_stands_changes_nothing() -> None:
    assert Scenario(represents=5).digest == Scenario().digest
    assert Scenario(represents=6).digest != Scenario().digest


@pytest.mark.parametrize(
    ("population", "represents", "weight"),
    [(20_000, None, 5), (30_000, None, 3), (1_000_000, None, 1), (1, None, 100_000), (0, None, 1), (20_000, 7, 7)],
)
def test_the_desk_serves_a_hundred_thousand_however_many_are_simulated(
    population: int, represents: int | None, weight: int
) -> None:
    assert Scenario(population=population, represents=represents).weight == weight


def test_the_defaults_are_the_typical_goods_firm_without_warnings() -> None:
    spec = Scenario()
    assert spec.warnings == ()
    assert spec.name == "custom"
    assert Scenario.load("default").digest == spec.digest


def test_a_scenario_shows_itself() -> None:
    spec = Scenario(title="weak product")
    assert repr(spec) == f"<Scenario 'weak product': 20,000 customers, 365 days, {spec.digest[:12]}>"
    assert str(Scenario()).startswith("<Scenario 'custom': ")


def test_a_scenario_cannot_be_changed() -> None:
    spec = Scenario()
    with pytest.raises(ValidationError, match="frozen"):
        spec.product.quality = 1.0
    with pytest.raises(ValidationError, match="frozen"):
        spec.seed = 2


def test_a_changed_copy_leaves_the_original_alone() -> None:
    weak = Scenario.load("product/weak")
    better = weak.but({"product.quality": 0.5, "desk": {"phone.share": 0.4, "chat": {"share": 0.35}}})
    assert (weak.product.quality, better.product.quality) == (0.35, 0.5)
    assert (better.desk.phone.share, better.desk.chat.share, better.desk.email.share) == (0.4, 0.35, 0.25)
    assert better.name == weak.name == "weak"


@pytest.mark.parametrize(
    ("one", "other"),
    [("desk.agents", "desk.staffing_ratio"), ("marketing.promise", "marketing.overpromise")],
)
def test_of_two_keys_the_one_given_later_clears_the_other(one: str, other: str) -> None:
    def value(spec: Scenario, key: str) -> object:
        block, _, name = key.partition(".")
        return getattr(getattr(spec, block), name)

    first = Scenario().but({one: 0.5})
    assert (value(first, one), value(first, other)) == (0.5, None)
    second = first.but({other: 0.25})
    assert (value(second, one), value(second, other)) == (None, 0.25)
    with pytest.raises(ScenarioError, match="keep one of the two"):
        Scenario().but({one: 0.5, other: 0.25})
    with pytest.raises(ScenarioError, match=f"give {one} or {other}|give {other} or {one}"):
        first.but({one: None})


def test_a_scenario_built_in_code_complains_in_the_same_words() -> None:
    with pytest.raises(ScenarioError) as raised:
        Scenario(population=-1, marketing={"promise": 0.5, "overpromise": 0.1})  # type: ignore[arg-type]
    assert [str(one) for one in raised.value.complaints] == [
        "population = -1: must be between 0 and 2^53-1; the default is 20000",
        "marketing.promise = 0.5: cannot stand beside marketing.overpromise; keep one of the two",
    ]


def test_a_scenario_built_in_code_knows_its_keys() -> None:
    with pytest.raises(ScenarioError) as raised:
        Scenario(dys=3, product=5, desk={"phone": {"patience": 3}})  # type: ignore[call-arg, arg-type]
    assert [str(one) for one in raised.value.complaints] == [
        "product = 5: must be a table, got number 5; write [product] above its keys",
        "desk.phone.patience = 3: unknown key; did you mean 'patience_cv'?",
        "dys = 3: unknown key; did you mean 'days'?",
    ]


def test_what_a_file_says_can_be_laid_over_another_scenario() -> None:
    words = said("service/poor")
    assert set(words) == {
        "staff.skill",
        "desk.staffing_ratio",
        "desk.self_service.success",
        "recovery.compensation",
        "recovery.effort_discount",
    }
    utility = Scenario.load("archetypes/utility", {"desk.agents": 3}).but(words)
    assert (utility.desk.agents, utility.desk.staffing_ratio, utility.product.usage_rate) == (None, 0.9, 1)


def test_all_complaints_about_a_change_come_together() -> None:
    with pytest.raises(ScenarioError) as raised:
        Scenario().but({"dys": 3, "product.quality": "good", "returns.rate": -1, "measure_from_day": 365})
    assert [one.key for one in raised.value.complaints] == [
        "dys",
        "measure_from_day",
        "product.quality",
        "returns.rate",
    ]


def test_scenarios_travel_between_processes() -> None:
    spec = Scenario.load("default", {"desk.agents": 12})
    again = pickle.loads(pickle.dumps(spec))
    assert again == spec
    assert (again.digest, again.name) == (spec.digest, "default")


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (
            {"product.quality": 60},
            "product.quality = 60.0 is unusual: plausible is between 0 and 1; write 0.6 for 60 %",
        ),
        ({"product.quality": 101}, "product.quality = 101.0 is unusual: plausible is between 0 and 1"),
        ({"population": 10}, "population = 10 is unusual: plausible is between 1,000 and 10,000,000"),
        ({"desk.agents": 0}, "the desk has no staff: every contact will be abandoned"),
        (
            {"desk.staffing_ratio": 0},
            "the rota keeps one agent for an hour a day whatever arrives; without staff is desk.agents = 0",
        ),
    ],
)
def test_what_is_hardly_met_in_the_world_is_used_with_a_warning(change: dict[str, Any], warning: str) -> None:
    assert warning in Scenario().but(change).warnings


def test_only_a_number_of_agents_leaves_a_desk_without_staff() -> None:
    assert not any("no staff" in line for line in Scenario().but({"desk.staffing_ratio": 0}).warnings)


def test_a_name_is_a_word_fit_for_a_folder(tmp_path: Path) -> None:
    file = tmp_path / ("Über uns & Söhne " + "x" * 80 + ".toml")
    file.write_text("days = 1")
    name = Scenario.load(file).name
    assert name.startswith("uber-uns-sohne-xxx")
    assert len(name) <= 64


def test_scenarios_that_say_the_same_are_equal_also_after_they_were_used():
    """Without segments a scenario is its own only part, which it keeps once it has been asked for."""
    one, other = Scenario.load("default"), Scenario.load("default")
    assert one.parts == (one,)
    assert other.calendar[0][1] is other
    assert one == other
    assert hash(one) == hash(other)
    assert one != other.but({"product.quality": 0.8})
    assert one != Scenario.load("default").called("another-name")
    assert one != "default"


def test_a_name_given_in_python_is_fit_for_a_folder_as_that_of_a_file_is():
    assert [Scenario().called(name).name for name in ("a/b c", "Quality 0.3", "../up")] == [
        "a-b-c",
        "quality-0-3",
        "up",
    ]
    again = Scenario().called("a/b c")
    assert again.called(again.name) == again

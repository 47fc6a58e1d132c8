"""Segments and changes: pieces of scenario, held to the same rules as the rest."""

from __future__ import annotations

import pickle
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError, UsageError
from sim.scenario import Parameter, Scenario, folder, parameters, parse_setting, places
from sim.scenario.parameter import Role, Varies
from sim.scenario.parts import MOST_CHANGES, MOST_SEGMENTS, sizes
from sim.scenario.pieces import Change, Segment, Settings

pytestmark = pytest.mark.no_cover

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TWO = """
[[segments]]
name = "families"
share = 0.4
product.usage_rate = 0.5
[segments.marketing]
promise = 0.7
[[segments]]
name = "others"
share = 0.6
priority = 2
[[changes]]
from_day = 200
desk.agents = 3
failures.rate = 0.01
[[changes]]
from_day = 90
desk.staffing_ratio = 1
product.usage_rate = 0.2
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scenario]:
    """Reads a scenario file of this content, called `it.toml`."""
    monkeypatch.chdir(tmp_path)

    def read(text: str, overrides: dict[str, object] | None = None) -> Scenario:
        (tmp_path / "it.toml").write_text(text, "utf-8")
        return Scenario.load("it.toml", overrides)

    return read


# --- what they say ----------------------------------------------------------------------------------------


def test_a_scenario_without_pieces_is_its_own_only_part_on_every_day() -> None:
    spec = Scenario()
    assert (spec.segments, spec.changes) == ((), ())
    assert spec.parts == (spec,)
    assert spec.part_names == ("",)
    assert spec.part_sizes == (20_000,)
    assert spec.in_force(0) is spec.in_force(364) is spec


def test_a_segment_says_what_is_different_and_the_rest_is_as_for_all(load: Callable[..., Scenario]) -> None:
    spec = load(TWO)
    families, others = spec.parts
    assert spec.part_names == ("families", "others")
    assert spec.part_sizes == (8_000, 12_000)
    assert spec.part_priorities == (0, 2)
    assert (families.product.usage_rate, others.product.usage_rate) == (0.5, 0.3)
    assert (families.marketing.promise, families.marketing.overpromise) == (0.7, None)
    assert (others.marketing.promise, others.marketing.overpromise) == (None, 0.1)
    assert families.segments == families.changes == ()


def test_a_change_holds_from_its_morning_on_and_a_segment_keeps_what_it_says(
    load: Callable[..., Scenario],
) -> None:
    spec = load(TWO)
    assert [change.from_day for change in spec.changes] == [90, 200]
    ratios = [spec.in_force(day).desk.staffing_ratio for day in (0, 89, 90, 199, 200, 364)]
    assert ratios == [1.15, 1.15, 1.0, 1.0, None, None]
    assert spec.in_force(364).desk.agents == 3.0
    rates = [[part.product.usage_rate for part in spec.in_force(day).parts] for day in (89, 90)]
    assert rates == [[0.5, 0.3], [0.5, 0.2]]
    assert spec.in_force(200).changes == ()
    assert spec.in_force(90) is spec.in_force(150)


def test_of_several_changes_the_later_day_counts_and_on_a_day_the_later_in_the_file() -> None:
    spec = Scenario().but(
        {
            "changes": [
                {"from_day": 50, "desk.agents": 9, "returns.rate": 0.1},
                {"from_day": 20, "desk.agents": 2},
                {"from_day": 50, "desk.staffing_ratio": 1.4},
            ]
        }
    )
    assert [dict(change.settings) for change in spec.changes] == [
        {"desk.agents": 2.0},
        {"desk.staffing_ratio": 1.4, "returns.rate": 0.1},
    ]
    assert spec.in_force(50).desk.agents is None


def test_pieces_survive_but_pickling_and_writing(load: Callable[..., Scenario]) -> None:
    spec = load(TWO)
    assert spec.but({"days": 300}).segments == spec.segments
    assert spec.but({"days": 300}).changes == spec.changes
    assert spec.but({"segments": (), "changes": ()}).digest == Scenario().digest
    assert spec.but({"segments": [], "changes": []}).digest == Scenario().digest
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert len({spec, load(TWO)}) == 1
    again = load(spec.to_toml())
    assert (again.digest, again.segments, again.changes) == (spec.digest, spec.segments, spec.changes)
    assert again.to_toml() == spec.to_toml()


def test_the_digest_sees_pieces_and_not_how_they_are_written(load: Callable[..., Scenario]) -> None:
    spec = load(TWO)
    in_other_words = spec.but(
        {
            "segments": [
                {"share": 0.4, "name": "families", "marketing": {"promise": 0.7}, "product": {"usage_rate": 0.5}},
                {"name": "others", "priority": 2, "share": 0.6},
            ],
            "changes": [
                {"from_day": 90, "product.usage_rate": 0.2, "desk.agents": 5},
                {"from_day": 200, "desk.agents": 3, "failures.rate": 0.01},
                {"from_day": 90, "desk.staffing_ratio": 1.0},
            ],
        }
    )
    assert in_other_words.digest == spec.digest
    assert in_other_words == spec.but({})
    others = [
        {"changes": ()},
        {"segments": ()},
        {"segments": [spec.segments[1], spec.segments[0]]},
        {"segments": [segment.model_copy(update={"priority": 1}) for segment in spec.segments]},
        {"segments": [spec.segments[0].model_copy(update={"name": "kids"}), spec.segments[1]]},
        {"changes": [change.model_copy(update={"from_day": change.from_day + 1}) for change in spec.changes]},
    ]
    digests = {spec.but(other).digest for other in others}
    assert len({spec.digest, *digests}) == len(others) + 1


def test_pieces_are_frozen() -> None:
    segment = Segment.model_validate({"name": "all", "share": 1, "product.usage_rate": 1})
    with pytest.raises(ValueError, match="frozen"):
        segment.share = 0.5  # type: ignore[misc]
    assert segment.settings == {"product.usage_rate": 1}
    assert hash(Settings({"a": 1, "b": 2})) == hash(Settings({"b": 2, "a": 1}))


def test_who_extends_takes_over_pieces_or_replaces_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "sim")
    monkeypatch.chdir(tmp_path)
    folder.cache_clear()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "parent.toml").write_text(TWO)
    for name, text in {
        "heir": 'extends = ["parent"]\ndays = 300',
        "other": 'extends = ["parent"]\n[[segments]]\nname = "all"\nshare = 1',
    }.items():
        (tmp_path / "scenarios" / f"{name}.toml").write_text(text)
    try:
        heir, other = Scenario.load("heir"), Scenario.load("other")
        assert heir.part_names == ("families", "others")
        assert other.part_names == ("all",)
        assert len(heir.changes) == len(other.changes) == 2
        with pytest.raises(ScenarioError, match=r"parent.toml:13: changes\[0\].from_day = 200: must be below"):
            Scenario.load("heir", {"days": 100})
    finally:
        folder.cache_clear()


def test_what_is_unusual_in_a_piece_is_said(load: Callable[..., Scenario]) -> None:
    spec = load(
        '[[segments]]\nname = "a"\nshare = 1\nfailures.rate = 0.5\n[[segments]]\nname = "b"\nshare = 0\n'
        "[[changes]]\nfrom_day = 9\ndesk.agents = 0"
    )
    assert spec.warnings == (
        "segment a: failures.rate = 0.5 is unusual: plausible is between 0.0005 and 0.02",
        "segment b is empty: there is nobody in it",
        "from day 9: desk.agents = 0.0 is unusual: plausible is between 1 and 10,000",
        "from day 9: the desk has no staff: every contact will be abandoned",
    )


# --- sizes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "people", "whole"),
    [
        ([0.4, 0.6], 20_000, (8_000, 12_000)),
        ([0.29, 0.71], 100, (29, 71)),
        ([1 / 3, 1 / 3, 1 / 3], 10, (4, 3, 3)),
        ([0.5, 0.25, 0.25], 3, (1, 1, 1)),
        ([0.0, 1.0, 0.0], 7, (0, 7, 0)),
        ([0.1] * 10, 5, (1, 1, 1, 1, 1, 0, 0, 0, 0, 0)),
        ([0.9, 0.06, 0.04], 10, (9, 1, 0)),
        ([0.5, 0.5], 0, (0, 0)),
    ],
)
def test_shares_are_rounded_by_the_largest_remainder(
    shares: list[float], people: int, whole: tuple[int, ...]
) -> None:
    assert sizes(shares, people) == whole


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any), st.integers(0, 2**53))
@example([1, 1, 1], 2**53 - 1)
def test_everybody_is_in_one_segment_and_none_is_off_by_a_person(weights: list[int], people: int) -> None:
    shares = [weight / sum(weights) for weight in weights]
    whole = sizes(shares, people)
    assert sum(whole) == people
    for count, weight in zip(whole, weights, strict=True):
        assert abs(count * sum(weights) - weight * people) <= sum(weights) * (1 + people * 1e-12)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 50), st.data())
def test_splitting_a_segment_moves_nobody_else_where_shares_are_whole_people(
    weights: list[int], scale: int, data: st.DataObject
) -> None:
    people, place = 2 * scale * sum(weights), data.draw(st.integers(0, len(weights) - 1))
    shares = [weight / sum(weights) for weight in weights]
    half = shares[place] / 2
    whole, split = sizes(shares, people), sizes([*shares[:place], half, half, *shares[place + 1 :]], people)
    assert (*split[:place], split[place] + split[place + 1], *split[place + 2 :]) == whole


# --- which parameters -------------------------------------------------------------------------------------


def key(parameter: Parameter) -> str:
    return parameter.key


@pytest.mark.parametrize("parameter", parameters().values(), ids=key)
def test_settings_of_the_run_hold_for_the_whole_run(parameter: Parameter) -> None:
    if parameter.role is Role.SETTING:
        assert parameter.varies is Varies.NOWHERE


@pytest.mark.parametrize("parameter", parameters().values(), ids=key)
def test_a_parameter_stands_where_its_declaration_says(parameter: Parameter) -> None:
    rival = parameter.instead_of
    value = 0.5 if parameter.default is None or rival else parameter.default
    said = {parameter.key: value}
    for pieces, may in (
        ({"segments": [{"name": "all", "share": 1, **said}]}, parameter.varies.by_segment),
        ({"changes": [{"from_day": 1, **said}]}, parameter.varies.by_day),
    ):
        if may:
            Scenario().but(pieces)
            continue
        with pytest.raises(ScenarioError, match="outside of") as refused:
            Scenario().but(pieces)
        assert len(refused.value.complaints) == 1


# --- what is refused, and how -----------------------------------------------------------------------------


HALF = '[[segments]]\nname = "a"\nshare = 0.5\n'
ALL = '[[segments]]\nname = "a"\nshare = 1\n'
WRONG = [
    (
        HALF + '[[segments]]\nname = "b"\nshare = 0.47',
        ["1: segments: segment shares sum to 0.97, must be 1 (+-1e-9); missing 0.03"],
    ),
    (
        HALF + '[[segments]]\nname = "b"\nshare = 0.53',
        ["1: segments: segment shares sum to 1.03, must be 1 (+-1e-9); 0.03 too much"],
    ),
    (ALL.replace("1", "0"), ["1: segments: segment shares sum to 0, must be 1 (+-1e-9); missing 1"]),
    ("segments = []", ["1: segments = []: is empty; write [[segments]], or leave the key out"]),
    ("changes = []", ["1: changes = []: is empty; write [[changes]], or leave the key out"]),
    ("segments = 3", ["1: segments = 3: must be a list of tables, got number 3; write [[segments]] above each"]),
    (
        '[segments]\nname = "a"',
        ["1: segments: must be a list of tables, got a table; write [[segments]] above each"],
    ),
    (
        "days = 9\nchanges = [1]",
        ["2: changes[0] = 1: must be a table, got number 1; write [[changes]] above its keys"],
    ),
    (
        HALF + HALF,
        ['5: segments[1].name = "a": the name of segments[0] too; give each a name of its own'],
    ),
    (
        ALL.replace('"a"', '"Big Firms"'),
        ['2: segments[0].name = "Big Firms": not a name; a name may use a-z 0-9 _ - and has at most 64 of them'],
    ),
    ("[[segments]]\nshare = 1", ["1: segments[0].name: missing; every [[segments]] needs one"]),
    ('[[segments]]\nname = "a"', ["1: segments[0].share: missing; every [[segments]] needs one"]),
    (ALL.replace("1", "1.5"), ["3: segments[0].share = 1.5: must be between 0 and 1; write 0.015 for 1.5 %"]),
    (ALL + "priority = 1.0", ["4: segments[0].priority = 1.0: must be a whole number, got number 1.0; write 1"]),
    (ALL + "shre = 1", ["4: segments[0].shre = 1: unknown key; did you mean 'share'?"]),
    (
        ALL + "product.usge_rate = 1",
        ["4: segments[0].product.usge_rate = 1: unknown key; did you mean 'usage_rate'?"],
    ),
    (
        ALL + "[segments.desk]\npatience_minutes = 1",
        [
            "5: segments[0].desk.patience_minutes = 1: unknown key; "
            "'patience_minutes' belongs to [desk.phone], [desk.chat] or [desk.email]"
        ],
    ),
    (
        ALL + "settings.x = 1",
        ["4: segments[0].settings.x = 1: unknown key; see the table of parameters in scenarios/README.md"],
    ),
    (
        ALL + "product = 1",
        ["4: segments[0].product = 1: must be a table, got number 1; write a key of it, such as product.quality"],
    ),
    (
        ALL + 'product.usage_rate = "1"',
        ['4: segments[0].product.usage_rate = "1": must be a number, got text "1"; write 1 without quotes'],
    ),
    (
        ALL + "desk.agents = 3\ndays = 9",
        [
            "4: segments[0].desk.agents = 3: is shared by all segments; set it outside of [[segments]]",
            "5: segments[0].days = 9: holds for the whole run; set it outside of [[segments]]",
        ],
    ),
    (
        ALL + "marketing.promise = 0.6\nmarketing.overpromise = 0",
        ["4: segments[0].marketing.promise = 0.6: cannot stand beside marketing.overpromise; keep one of the two"],
    ),
    (
        ALL + "desk.chat.share = 0.5",
        [
            "4: segments[0].desk.chat.share + desk.phone.share + desk.email.share = 1.25: "
            "must be 1 (+-1e-9); 0.25 too much"
        ],
    ),
    (
        "days = 30\n[[changes]]\nfrom_day = 30\ndesk.agents = 1\n[[changes]]\nfrom_day = 0\ndesk.agents = 1",
        ["6: changes[1].from_day = 0: must be between 1 and 2,147,483,647"],
    ),
    (
        "days = 30\n[[changes]]\nfrom_day = 30\ndesk.agents = 1",
        [
            "3: changes[0].from_day = 30: must be below days (30): the first day is 0, the last 29; "
            "take an earlier day, or simulate more days"
        ],
    ),
    (
        "[[changes]]\nfrom_day = 3",
        ["1: changes[0]: changes nothing; say what changes, such as desk.agents = 12"],
    ),
    (
        "[[changes]]\nfrom_day = 3\nseed = 3\nloyalty.sd = 0\nsegments = 3",
        [
            "3: changes[0].seed = 3: holds for the whole run; set it outside of [[changes]]",
            "4: changes[0].loyalty.sd = 0: is settled once, not day by day; set it outside of [[changes]]",
            "5: changes[0].segments = 3: unknown key; 'segments' belongs to the top of the file, "
            "above the first table",
        ],
    ),
    (
        "[product]\nquality = true\n[[changes]]\nfrom_day = 3\nproduct.quality = -1e400\n" + ALL + "x = 1",
        [
            "2: product.quality = true: must be a number, got true (true/false); the default is 0.6",
            "5: changes[0].product.quality = -inf: must be a finite number; the default is 0.6",
            "9: segments[0].x = 1: unknown key; see the table of parameters in scenarios/README.md",
        ],
    ),
    (
        ALL + "desk.chat.share = 0.5\ndesk.phone.share = 0.25\n"
        "[[changes]]\nfrom_day = 3\ndesk.email.share = 0.5\ndesk.phone.share = 0.25",
        [
            "5: segments[0].desk.phone.share + desk.chat.share + desk.email.share = 1.25: "
            "must be 1 (+-1e-9) from day 3 on; 0.25 too much"
        ],
    ),
    (
        'segments = [{ name = "a", share = 1, marketing = { promise = "x" } }]',
        ['1: segments[0].marketing.promise = "x": must be a number, got text "x"; any number will do'],
    ),
]


@pytest.mark.parametrize(("text", "lines"), WRONG, ids=[lines[0] for _, lines in WRONG])
def test_what_is_wrong_is_said_with_the_line_of_its_table(
    load: Callable[..., Scenario], text: str, lines: list[str]
) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(text)
    assert [str(complaint) for complaint in refused.value.complaints] == [f"it.toml:{line}" for line in lines]


def test_there_is_a_limit_to_how_many() -> None:
    share = 1 / (MOST_SEGMENTS + 1)
    names = [{"name": f"a{number}", "share": share} for number in range(MOST_SEGMENTS + 1)]
    with pytest.raises(ScenarioError, match="more than 100"):
        Scenario().but({"segments": names})
    changes = [{"from_day": 1, "desk.agents": 1}] * (MOST_CHANGES + 1)
    with pytest.raises(ScenarioError, match="more than 1,000"):
        Scenario().but({"changes": changes})


@pytest.mark.parametrize("setting", ["segments=[]", "segments.share=1", "changes=3", "changes.desk.agents=1"])
def test_the_command_line_sends_pieces_to_a_file(setting: str) -> None:
    with pytest.raises(UsageError, match="in a scenario file"):
        parse_setting(setting)


tables = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "share", "from_day", "priority", "desk", "agents", "settings", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(["segments", "changes"]), tables)
def test_nothing_but_a_complaint_comes_of_nonsense(name: str, nonsense: Any) -> None:
    with suppress(ScenarioError):
        assert getattr(Scenario().but({name: nonsense}), name) == ()


def test_a_change_is_a_piece_of_its_own() -> None:
    change = Change.model_validate({"from_day": 3, "desk": {"phone": {"share": 1}}})
    assert change.told() == {"from_day": 3, "desk.phone.share": 1}

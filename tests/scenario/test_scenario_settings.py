"""Values from the command line."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError, UsageError
from sim.scenario import Scenario, parse_setting


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("desk.agents=12", "desk.agents", 12),
        (" product.quality = 0.5 ", "product.quality", 0.5),
        ("market.fit_mean=-0.1", "market.fit_mean", -0.1),
        ("population=20_000", "population", 20_000),
        ("protocol=market", "protocol", "market"),
        ("title=Weak product", "title", "Weak product"),
        ('title="50 % more"', "title", "50 % more"),
        ("title='a=b'", "title", "a=b"),
        ("desk.arrival_profile=[0.5, 0.5]", "desk.arrival_profile", [0.5, 0.5]),
        ("desk={agents=3}", "desk", {"agents": 3}),
        ("x=true", "x", True),
        ("x=1e3", "x", 1000.0),
    ],
)
def test_a_setting_is_a_key_and_a_toml_value(text: str, key: str, value: object) -> None:
    found = parse_setting(text)
    assert found == (key, value)
    assert type(found[1]) is type(value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("desk.staff=", "not a setting: 'desk.staff='; write KEY=VALUE"),
        ("desk.staff", "not a setting: 'desk.staff'; write KEY=VALUE"),
        ("=3", "not a setting: '=3'; write KEY=VALUE"),
        ("a b=3", "not a setting: 'a b=3'; write KEY=VALUE"),
        ("a..b=3", "not a setting: 'a..b=3'; write KEY=VALUE"),
        ("a.b.c=[", "the value is not TOML; write KEY=VALUE"),
        ("a=0,5", "decimal comma; use a point: 0.5; write KEY=VALUE"),
        ("a=5%", "no percent sign in TOML; write 0.05; write KEY=VALUE"),
        ("a=1\nb=2", "more than one value; write KEY=VALUE"),
        ("a=" + "[" * 2_000, "the value is not TOML"),
        ("a=" + "9" * 5_001, "the value is not TOML"),
    ],
)
def test_what_is_no_setting_is_answered_with_the_grammar(text: str, why: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_setting(text)
    assert why in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


def test_a_setting_with_a_bad_value_is_complained_about_without_a_line() -> None:
    with pytest.raises(ScenarioError) as raised:
        Scenario.load("default", dict([parse_setting("staff=3"), parse_setting("desk.agents=many")]))
    assert [str(one) for one in raised.value.complaints] == [
        "--set: staff = 3: must be a table, got number 3; name one of its keys, such as staff.skill",
        '--set: desk.agents = "many": must be a number, got text "many"; any that is at least 0 will do',
    ]

"""Scenario files: what is wrong with one is said with its line and with what to write instead."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import Scenario, folder, names, places
from sim.scenario.outline import outline
from sim.scenario.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Puts files into a scenarios folder of its own: `library(a="...", b="...")`."""
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "sim")
    monkeypatch.chdir(tmp_path)
    folder.cache_clear()

    def write(**files: str) -> None:
        for name, text in files.items():
            file = tmp_path / "scenarios" / f"{name.replace('__', '/')}.toml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    yield write
    folder.cache_clear()


def complaints(file: str | Path) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        Scenario.load(file)
    assert raised.value.exit_code == 2
    return [str(one) for one in raised.value.complaints]


GIVE = "give a .toml file, or a name that `scenarios list` shows"

SLIPS = [
    ("[product]\nquality = 0,5", "2: quality = 0,5: decimal comma; use a point: 0.5"),
    ("seed = 20.000,5", "1: seed = 20.000,5: decimal comma; use a point: 20000.5"),
    ("p = 5%", "1: p = 5%: no percent sign in TOML; write 0.05"),
    ("p = 2,5 %  # many", "1: p = 2,5 %: no percent sign in TOML; write 0.025"),
    ("a = yes", "1: a = yes: not a TOML value; write true"),
    ("a = False", "1: a = False: not a TOML value; write false"),
    ("a = None", "1: a = None: TOML has no word for nothing; leave the key out"),
    ("a =", "1: a: value missing; give a value or leave the key out"),
    ("a = 1,000", "1: a = 1,000: a number has no sign between thousands; write 1000 or 1_000"),
    ("a = 1 000", "1: a = 1 000: a number has no sign between thousands; write 1000 or 1_000"),
    ("a = -1'000'000", "1: a = -1'000'000: a number has no sign between thousands; write -1000000 or -1_000_000"),
    ("a = .5", "1: a = .5: no digit before the point; write 0.5"),
    ("a = 5.", "1: a = 5.: no digit after the point; write 5.0"),
    ("a = 007", "1: a = 007: zeros in front; write 7"),
    ("a = NaN", "1: a = NaN: must be a finite number; leave the key out"),
    ("a = 1/3", "1: a = 1/3: TOML does not calculate; write the number"),
    ("a = 10 days", "1: a = 10 days: a number has no unit; write 10, in the unit of the key"),
    ("a = 99€", "1: a = 99€: a number has no unit; write 99, in the unit of the key"),
    ("a = 1,5 €", "1: a = 1,5 €: a number has no unit; write 1.5, in the unit of the key"),
    ("a = $99", "1: a = $99: a number has no unit; write 99, in the unit of the key"),
    ("a = EUR 99", "1: a = EUR 99: a number has no unit; write 99, in the unit of the key"),
    ("a = 99.-", "1: a = 99.-: a number has no unit; write 99, in the unit of the key"),
    ("a = 99,– €", "1: a = 99,– €: a number has no unit; write 99, in the unit of the key"),
    ("a = CHF 99.--", "1: a = CHF 99.--: a number has no unit; write 99, in the unit of the key"),
    ("a = 20k", "1: a = 20k: a number has no unit; write all its digits"),
    ("a = 1,234.5", "1: a = 1,234.5: a number has no sign between thousands; write 1234.5"),
    (
        '"title = ""x"""\n"days = 3"',
        "1: not TOML (looks like a table of a spreadsheet); save it as plain text, from a text editor",
    ),
    ("title;x", "1: not TOML (looks like a table of a spreadsheet); save it as plain text, from a text editor"),
    (
        'title = ""x""',
        "1: not TOML (looks like a table of a spreadsheet); save it as plain text, from a text editor",
    ),
    ("a = “x”", '1: a = “x”: typographic quotes; use straight ones: "'),
    ('a = "x', '1: a = "x: the quote is not closed; end it with "'),
    ("title = weak product", '1: title = weak product: text needs quotes; write "weak product"'),
    ("my key = 3", "1: my key = 3: a key has no spaces; write my_key"),
    ("days: 3", "1: a colon between key and value; write key = value"),
    ('{"days": 3}', "1: not TOML (looks like JSON or YAML); scenarios are TOML"),
    ("---\ndays: 3", "1: not TOML (looks like JSON or YAML); scenarios are TOML"),
    ("seed = 1\n\nseed = 2", "3: seed: stands already on line 1; keep one of the two"),
    ("[desk]\nagents = 1\n[desk]", "3: desk: stands already on line 1; keep one of the two"),
    ("desk.agents = 1\n[desk]", "2: desk: stands already on line 1; keep one of the two"),
    ("x = [1,\n 2\n", "2: not TOML: unclosed array (column 3)"),
    ("seed = 1 2", "1: not TOML: expected newline or end of document after a statement (column 10)"),
    ("seed = " + "9" * 5_001, "1: number too long"),
    ("a = " + "[" * 900, "1: nested deeper than 32 levels: too much for a scenario"),
    ("a = " + "{a = " * 900, "1: nested deeper than 32 levels: too much for a scenario"),
    ("\n" + ".".join("a" * 20_000) + " = 1", "2: nested deeper than 32 levels: too much for a scenario"),
    ("[" + ".".join("a" * 33) + "]", "1: nested deeper than 32 levels: too much for a scenario"),
    ("\n".join(f"k{i} = 1" for i in range(10_001)), "10001: more than 10,000 keys: too much for a scenario"),
    ("a = [" + "1," * 50_000, "1: more than 100,000 words and signs: too much for a scenario"),
    ('title = "a\rb"', "1: control character \\x0d; delete it"),
    ('seed = 1\ntitle = "a\0"', "2: control character \\x00; delete it"),
]

MEANINGS = [
    ("poplation = 3", "1: poplation = 3: unknown key; did you mean 'population'?"),
    ("[desks]\nagents = 3", "1: desks: unknown key; did you mean 'desk'?"),
    ("[failures.miner]\nloss = 1", "1: failures.miner: unknown key; did you mean 'minor'?"),
    ("[product]\nqualty = 0.5", "2: product.qualty = 0.5: unknown key; did you mean 'quality'?"),
    ("extend = []", "1: extend = []: unknown key; did you mean 'extends'?"),
    ("[desk]\nextends = []", "2: desk.extends = []: unknown key; 'extends' belongs to the top of the file"),
    ("zzz = []", "1: zzz = []: unknown key; see the table of parameters in scenarios/README.md"),
    (
        "[desk]\npatience_minutes = 3",
        "2: desk.patience_minutes = 3: unknown key; "
        "'patience_minutes' belongs to [desk.phone], [desk.chat] or [desk.email]",
    ),
    ("[desk]\ndays = 3", "2: desk.days = 3: unknown key; 'days' belongs to [journey.attraction]"),
    ("[desk]\nseed = 3", "2: desk.seed = 3: unknown key; 'seed' belongs to the top of the file"),
    ("[[segments]]\nname = 'x'", "1: segments[0].share: missing"),
    ("days = 0", "1: days = 0: must be between 1 and 2,147,483,647; the default is 365"),
    (
        'money.price = "EUR 99"',
        '1: money.price = "EUR 99": must be a number, got text "EUR 99"; write 99, in the unit of the key',
    ),
    ('product.quality = "60 %"', '1: product.quality = "60 %": must be a number, got text "60 %"; write 0.6'),
    ('days = "1000"', '1: days = "1000": must be a whole number, got text "1000"; write 1000 without quotes'),
    (
        "population = 20.000",
        "1: population = 20.0: must be a whole number, got number 20.0; "
        "write 20000 (a point does not set thousands apart) or 20",
    ),
    ("days = 1e308", "1: days = 1e+308: must be a whole number, got number 1e+308; write 1"),
    ("days = 1000.5", "1: days = 1000.5: must be a whole number, got number 1000.5; write 1000"),
    ("days = 1979-05-27", "1: days = 1979-05-27: must be a whole number, got a date; the default is 365"),
    ("seed = -1", "1: seed = -1: must be between 0 and 2^53-1; the default is 1"),
    ("seed = 1e400", "1: seed = inf: must be a finite number; the default is 1"),
    ("population = 9223372036854775808", "1: population = 9223372036854775808: must be between 0 and 2^53-1"),
    ("represents = 0", "1: represents = 0: must be between 1 and 2^53-1"),
    ("measure_from_day = 365", "1: measure_from_day = 365: must be below days (365); measure from an earlier day"),
    ("title = 5", '1: title = 5: must be text, got number 5; write "5"'),
    ('log = "some"', '1: log = "some": must be "sample", "all" or "none"; the default is "sample"'),
    ("protocol = 3", '1: protocol = 3: must be "cohort" or "market"; the default is "cohort"'),
    ("product.quality = nan", "1: product.quality = nan: must be a finite number; the default is 0.6"),
    (
        "product.quality = " + "9" * 400,
        "1: product.quality = a number of very many digits: must be a finite number",
    ),
    ("product.quality = true", "1: product.quality = true: must be a number, got true (true/false)"),
    ("product.quality = {x = 1}", "1: product.quality: must be a number, got a table; the default is 0.6"),
    ("product = 3", "1: product = 3: must be a table, got number 3; write [product] above its keys"),
    ("[[desk]]\nagents = 3", "1: desk = [{...}]: must be a table, got a list; write [desk] above its keys"),
    ("returns.rate = -0.1", "1: returns.rate = -0.1: must be at least 0; the default is 0.002"),
    ("belief.use_signal_sd = 0", "1: belief.use_signal_sd = 0: must be above 0; the default is 0.6"),
    (
        "failures.major_share = 1.2",
        "1: failures.major_share = 1.2: must be between 0 and 1; write 0.012 for 1.2 %",
    ),
    ("failures.major_share = 250", "1: failures.major_share = 250: must be between 0 and 1; the default is 0.3"),
    ("failures.major_share = -0.1", "1: failures.major_share = -0.1: must be between 0 and 1; the default is 0.3"),
    ("desk.open_hours = 25", "1: desk.open_hours = 25: must be between 0.1 and 24; the default is 10.0"),
    ("desk.open_hours = 5e-324", "1: desk.open_hours = 5e-324: must be between 0.1 and 24; the default is 10.0"),
    ("desk.chat.concurrency = 5e-324", "1: desk.chat.concurrency = 5e-324: must be between 0.01 and 1,000"),
    ("desk.phone.patience_cv = 1e300", "1: desk.phone.patience_cv = 1e+300: must be between 0 and 10"),
    ("failures.feedback_gain = 1e300", "1: failures.feedback_gain = 1e+300: must be between 0 and 1"),
    ("belief.prior_sd = 1e300", "1: belief.prior_sd = 1e+300: must be between 0 and 1,000"),
    ("marketing.targeting = -1e300", "1: marketing.targeting = -1e+300: must be between -10 and 10"),
    ("desk.phone.priority = 3", "1: desk.phone.priority = 3: must be between 0 and 2; the default is 0"),
    (
        "[marketing]\npromise = 0.5\noverpromise = 0.1",
        "2: marketing.promise = 0.5: cannot stand beside marketing.overpromise; keep one of the two",
    ),
    (
        "[desk]\nphone = { share = 0.47 }",
        "2: desk.phone.share + desk.chat.share + desk.email.share = 0.97: must be 1 (+-1e-9); missing 0.03",
    ),
    (
        "[desk]\nself_service.share = 0.7\ncommunity.share = 0.4",
        "2: desk.self_service.share + desk.community.share = 1.1: must be at most 1; 0.1 too much",
    ),
    (
        "\nrecovery.procedural = 0.3",
        "2: recovery.distributive + recovery.interactional + recovery.procedural = 1.1: "
        "must be 1 (+-1e-9); 0.1 too much",
    ),
    ("desk.arrival_profile = [0.5, 0.6]", "1: desk.arrival_profile = 1.1: must be 1 (+-1e-9); 0.1 too much"),
    ("desk.arrival_profile = [0.5, 'x']", '1: desk.arrival_profile[1] = "x": must be a number, got text "x"'),
    ("desk.arrival_profile = [1.5, -0.5]", "1: desk.arrival_profile[0] = 1.5: must be between 0 and 1"),
    ("desk.arrival_profile = 5", "1: desk.arrival_profile = 5: must be a list of numbers, got number 5"),
    ('"\u202e" = 1', "1: \\u202e = 1: unknown key"),
    ('extends = "product/weak"', '1: extends = "product/weak": must be a list of names; write ["product/weak"]'),
    ("extends = [3]", "1: extends = 3: must be a list of names; a name is text in quotes"),
    (
        '\nextends = ["product/week"]',
        "2: extends = \"product/week\": no such scenario; did you mean 'product/weak'?",
    ),
    ('extends = ["zzz"]', '1: extends = "zzz": no such scenario; `scenarios list` shows those there are'),
    ('extends = ["Product/Weak"]', '1: extends = "Product/Weak": not a name; a name may use a-z 0-9 _ - and /'),
    *(
        (f"extends = ['{name}']", "leads outside the scenarios folder; give a name in it, like product/weak")
        for name in ("../../etc/passwd", "/etc/passwd", "~/x", "product/../../x", "..\\x", "c:x")
    ),
]


@pytest.mark.parametrize(("text", "line"), SLIPS + MEANINGS, ids=lambda text: text[:30])
def test_a_bad_file_is_answered_with_one_line_and_nothing_is_written(here: Path, text: str, line: str) -> None:
    (here / "bad.toml").write_text(text, "utf-8", newline="")
    found = complaints("bad.toml")
    assert found[0].startswith("bad.toml:")
    assert line in found[0]
    assert "\n" not in found[0]
    assert len(found[0]) < 400
    assert [file.name for file in here.iterdir()] == ["bad.toml"]


def test_shares_may_miss_one_by_rounding_and_by_no_more(here: Path) -> None:
    (here / "f.toml").write_text("desk.arrival_profile = [0.3333333333, 0.3333333333, 0.3333333333]")
    assert len(Scenario.load("f.toml").desk.arrival_profile) == 3
    (here / "f.toml").write_text("desk.arrival_profile = [0.5, 0.49999999]")
    assert complaints("f.toml") == [
        "f.toml:1: desk.arrival_profile = 0.99999999: must be 1 (+-1e-9); missing 1e-08"
    ]


def test_a_key_may_be_as_deep_as_the_limit_and_is_then_merely_unknown(here: Path) -> None:
    (here / "f.toml").write_text(".".join("a" * 32) + " = " + "[" * 32 + "]" * 32)
    assert "unknown key" in complaints("f.toml")[0]


def test_all_problems_of_a_file_come_together_in_the_order_of_its_lines(here: Path) -> None:
    (here / "bad.toml").write_text(
        "[desk]\nagents = 'many'\nphone.share = 0.9\n[produkt]\nquality = 1\n[staff]\nskill = 75\n"
    )
    assert [line.split(":")[1] for line in complaints("bad.toml")] == ["2", "3", "4", "7"]


def test_problems_of_extended_files_and_overrides_name_their_source(library: Callable[..., None]) -> None:
    library(parent="days = 'x'\nzeed = 1", broken="a = 0,5", child='seed = -1\nextends = ["parent", "broken"]')
    with pytest.raises(ScenarioError) as raised:
        Scenario.load("child", {"product.quality": "good", "nonsense": 1})
    places = sorted(str(one).split(": ")[0] for one in raised.value.complaints)
    assert places == [
        "--set",
        "--set",
        "scenarios/broken.toml:1",
        "scenarios/child.toml:1",
        "scenarios/parent.toml:1",
        "scenarios/parent.toml:2",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "f.toml: empty; say at least one thing, or begin with: scenarios new NAME"),
        (b"# nothing but words\n", "f.toml: empty; say at least one thing, or begin with: scenarios new NAME"),
        (b'seed = 1\n\ntitle = "caf\xe9"', "f.toml:3: not UTF-8 (byte 0xe9 in column 13); save the file as UTF-8"),
        (
            b"PK\x03\x04rest",
            "f.toml: not a text file (looks like an Excel workbook or a zip archive); scenarios are TOML",
        ),
        (b"\x89PNG\r\n", "f.toml: not a text file (looks like a picture); scenarios are TOML"),
        (b"#" * (2**20 + 1), "f.toml: too large for a scenario; the limit is 1 MiB"),
    ],
    ids=["empty", "comments", "latin-1", "excel", "picture", "large"],
)
def test_what_is_not_the_text_of_a_scenario_is_named(here: Path, content: bytes, problem: str) -> None:
    (here / "f.toml").write_bytes(content)
    assert complaints("f.toml") == [problem]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(here: Path) -> None:
    (here / "f.toml").write_bytes(b'\xef\xbb\xbftitle = "x"\r\n[product]\r\nquality = 0.5\r\n')
    spec = Scenario.load("f.toml")
    assert (spec.title, spec.product.quality, spec.name) == ("x", 0.5, "f")


def test_a_missing_file_is_answered_with_the_one_that_was_meant(here: Path) -> None:
    (here / "scenarios").mkdir()
    (here / "scenarios" / "base.toml").write_text("seed = 1")
    assert complaints("scenarios/bse.toml") == [
        "no such file: scenarios/bse.toml; did you mean scenarios/base.toml?"
    ]
    assert complaints("defalt") == ["no such file: defalt; did you mean default?"]
    assert complaints("product/week.toml") == ["no such file: product/week.toml; did you mean product/weak?"]
    assert complaints("qqqqqq") == ["no such file: qqqqqq; `scenarios list` shows those there are"]


def test_an_empty_name_is_not_taken_for_the_folder_one_is_in(here: Path) -> None:
    (here / "a.toml").write_text("seed = 1")
    assert complaints("") == [
        "the name of the scenario is empty; give a .toml file, or a name that `scenarios list` shows"
    ]


def test_what_is_no_ordinary_file_is_not_opened(here: Path) -> None:
    (here / "folder").mkdir()
    (here / "folder" / "a.toml").write_text("seed = 1")
    (here / "empty").mkdir()
    (here / "loop.toml").symlink_to("loop.toml")
    (here / "lost.toml").symlink_to("nowhere.toml")
    (here / "firm.yaml").write_text("seed: 1")
    os.mkfifo(here / "pipe.toml")
    assert complaints("folder") == ["folder: is a folder; give a .toml file in it (a.toml)"]
    assert complaints("empty") == ["empty: is a folder; give a .toml file"]
    assert complaints("loop.toml") == [f"loop.toml: too many levels of symbolic links; {GIVE}"]
    assert complaints("lost.toml") == [f"lost.toml: is a link that leads nowhere; {GIVE}"]
    assert complaints("firm.yaml") == ["firm.yaml: YAML is not supported; scenarios are TOML"]
    assert complaints("pipe.toml") == [f"pipe.toml: not a regular file; {GIVE}"]
    assert complaints("/dev/zero") == [f"/dev/zero: not a regular file; {GIVE}"]
    assert complaints("a\0b") == [f"a\\x00b: is no path; {GIVE}"]
    assert complaints("b" * 300) == [f"{'b' * 300}: file name too long; {GIVE}"]


def test_a_file_that_may_not_be_read_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "f.toml").write_text("seed = 1")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert complaints("f.toml") == ["f.toml: not readable (permission denied)"]


def test_a_name_is_found_with_and_without_its_ending_and_a_path_before_a_name(here: Path) -> None:
    assert Scenario.load("archetypes/utility") == Scenario.load("archetypes/utility.toml")
    (here / "default.toml").write_text("days = 7")
    (here / "default").write_text("days = 8")
    assert Scenario.load("default").days == 365
    assert Scenario.load("default.toml").days == 7
    assert Scenario.load(Path("default.toml")).days == 7


def test_later_files_win_and_the_file_itself_is_last(library: Callable[..., None]) -> None:
    library(
        grandparent="seed = 9\ndays = 10\nproduct.quality = 0.1",
        a='extends = ["grandparent"]\ndays = 20\nlog = "all"',
        b="days = 30\n[desk]\nagents = 3\n[marketing]\npromise = 0.7",
        child='extends = ["a", "b.toml"]\nproduct.quality = 0.4\ndesk.staffing_ratio = 1.3',
    )
    spec = Scenario.load("child")
    assert (spec.seed, spec.days, spec.product.quality, spec.log) == (9, 30, 0.4, "all")
    assert (spec.desk.agents, spec.desk.staffing_ratio) == (None, 1.3)
    assert (spec.marketing.promise, spec.marketing.overpromise) == (0.7, None)
    assert Scenario.load("child", {"desk.agents": 2}).desk.staffing_ratio is None


def test_a_title_belongs_to_the_file_it_stands_in(library: Callable[..., None]) -> None:
    library(parent='title = "Parent"\ndescription = "of all"', child='extends = ["parent"]')
    assert (Scenario.load("parent").title, Scenario.load("parent").description) == ("Parent", "of all")
    assert (Scenario.load("child").title, Scenario.load("child").description) == ("child", "")


def test_extending_in_a_circle_is_refused(library: Callable[..., None]) -> None:
    library(a='extends = ["b"]', b='extends = ["a"]', c='extends = ["c"]')
    assert complaints("a") == [
        'scenarios/b.toml:1: extends = "a": extends goes in a circle: a -> b -> a; take one of them out'
    ]
    assert complaints("c") == [
        'scenarios/c.toml:1: extends = "c": extends goes in a circle: c -> c; take one of them out'
    ]


def test_a_chain_of_files_ends_somewhere(library: Callable[..., None]) -> None:
    library(f0="seed = 5", **{f"f{i}": f'extends = ["f{i - 1}"]' for i in range(1, 20)})
    assert Scenario.load("f15").seed == 5
    assert len(complaints("f16")) == 1


def test_a_file_that_many_extend_is_complained_about_once(library: Callable[..., None]) -> None:
    pairs = {f"f{i}": f'extends = ["f{i - 1}", "f{i - 1}"]' for i in range(1, 15)}
    library(f0="zeed = 5", **pairs)
    assert len(complaints("f14")) == 1


def test_a_link_out_of_the_folder_is_not_followed(library: Callable[..., None], tmp_path: Path) -> None:
    library(child='extends = ["link"]')
    (tmp_path / "secret.toml").write_text("seed = 5")
    (tmp_path / "scenarios" / "link.toml").symlink_to(tmp_path / "secret.toml")
    assert "leads outside the scenarios folder" in complaints("child")[0]


def test_the_packaged_copy_is_used_where_there_is_one(library: Callable[..., None], tmp_path: Path) -> None:
    library(a="seed = 1")
    assert names() == ("a",)
    (tmp_path / "sim" / "_scenarios").mkdir(parents=True)
    folder.cache_clear()
    assert names() == ()


STYLES = """\
# days = 99
title = "seed = 3" # [product]
description = '''
seed = 4
[staff]
'''
desk.phone . share = 0.5
"replications" = 3
journey = { entry = { quality = 0.5, norm = 0.4 }, exit = {
  } }

[desk.chat] # comment ]
'share' = 0.25
arrival = [ # list
  0.5, "a]",
  { deep = 1 },
]
[[segments]]
name = \"\"\"x
y\"\"\"
share = 1
[[segments]]
name = "b"
"""


def test_keys_are_found_on_their_lines_in_every_style_of_writing() -> None:
    assert outline(STYLES).lines == {
        "title": 2,
        "description": 3,
        "desk": 7,
        "desk.phone": 7,
        "desk.phone.share": 7,
        "replications": 8,
        "journey": 9,
        "journey.entry": 9,
        "journey.entry.quality": 9,
        "journey.entry.norm": 9,
        "journey.exit": 9,
        "desk.chat": 12,
        "desk.chat.share": 13,
        "desk.chat.arrival": 14,
        "desk.chat.arrival[2]": 16,
        "desk.chat.arrival[2].deep": 16,
        "segments": 18,
        "segments[0]": 18,
        "segments[0].name": 19,
        "segments[0].share": 21,
        "segments[1]": 22,
        "segments[1].name": 23,
    }


def test_a_text_that_makes_no_sense_in_places_is_walked_to_its_end() -> None:
    assert outline("a = = 3\n] x\n[b\nc = 'x\n= 5\nd = 1").lines == {"a": 1, "b": 3, "b.c": 4, "b.d": 6}


@settings(deadline=None)
@given(st.text() | st.text(alphabet="ab.=[]{}\"'\\#\n\r\t ,01-+_:%"))
@example('a = """"""" \n b')
@example("[[a]\n" * 40)
@example("a={" * 40 + "\n" + "[" * 900)
def test_no_text_brings_the_reading_down(text: str) -> None:
    with suppress(ScenarioError):
        tables, lines = parsed(text, "f")
        assert set(tables) <= set(lines)

"""`scenarios`: what there is, what it says, whether it is fine, and how to begin one's own."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from sim.scenario import Scenario, folder, names
from sim.scenario.places import sweeps
from sim.scenario.schema import schema_text

PIECES = """\
[[segments]]
name = "families"
share = 0.4
product.usage_rate = 0.5
[[segments]]
name = "others"
share = 0.6
[[changes]]
from_day = 90
desk.agents = 30
"""
EARLY = [
    "archetypes/goods",
    "archetypes/low_touch",
    "archetypes/subscription",
    "archetypes/utility",
    "default",
    "product/strong",
    "product/typical",
    "product/weak",
    "service/excellent",
    "service/poor",
    "service/typical",
]
"""The scenarios that the patterns were counted on; others may join them."""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Give an empty working directory, outside every checkout."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def written(place):
    return sorted(file.relative_to(place).as_posix() for file in place.rglob("*"))


# --- list ---------------------------------------------------------------------------------------------------


def test_the_list_names_every_scenario_under_its_folder_with_what_it_is(say):
    said = say("scenarios", "list")
    assert (said.code, said.err) == (0, "")
    place = ""
    for name in sorted(names(), key=lambda name: ("/" in name, name)):
        if (home := name.rpartition("/")[0]) != place:
            place = home
            assert f"\n{place}/" in said.out
        assert Scenario.load(name).title in " ".join(said.out.split())


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_the_list_fits_a_terminal_of_any_width_and_loses_nothing(say, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    out = say("scenarios", "list").out
    assert max(map(len, out.splitlines())) <= width
    assert Scenario.load("archetypes/utility").description in " ".join(out.split())


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("weak", ["product/weak"]),
        ("product/*", ["product/strong", "product/typical", "product/weak"]),
        ("TELEPHONE", ["archetypes/utility"]),
        ("*/typical", ["product/typical", "service/typical"]),
    ],
)
def test_a_pattern_finds_names_and_descriptions(say, pattern, found):
    told = json.loads(say("scenarios", "list", pattern, "--json").out)
    assert [one["scenario"] for one in told["scenarios"] if one["scenario"] in EARLY] == found


def test_the_list_for_programs_has_titles_and_digests(say):
    told = json.loads(say("scenarios", "list", "--json").out)
    assert sorted(one["scenario"] for one in told["scenarios"]) == sorted(names())
    default = next(one for one in told["scenarios"] if one["scenario"] == "default")
    assert (default["title"], default["digest"]) == ("Typical firm", Scenario.load("default").digest)


def test_a_scenario_that_cannot_be_read_does_not_spoil_the_list(say, monkeypatch):
    load = Scenario.load
    broken = folder() / "product" / "weak.toml"

    def loaded(name):
        return load(broken.parent) if name == "product/weak" else load(name)

    monkeypatch.setattr(Scenario, "load", loaded)
    out = " ".join(say("scenarios", "list").out.split())
    assert "weak cannot be used: " in out
    assert "Strong product" in out
    told = json.loads(say("scenarios", "list", "--json").out)["scenarios"]
    assert [one["scenario"] for one in told if "complaints" in one] == ["product/weak"]


# --- show ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["default", "archetypes/utility", "service/poor"])
def test_a_scenario_is_shown_as_its_file_is_and_read_again_it_is_the_same(say, here, name):
    said = say("scenarios", "show", name)
    assert said.out.startswith((folder() / f"{name}.toml").read_text("utf-8").rstrip())
    Path("copy.toml").write_text(said.out, "utf-8")
    assert Scenario.load("copy.toml").digest == Scenario.load(name).digest


def test_what_it_extends_stands_below_it_with_what_that_extends(say):
    Path("mine.toml").write_text('extends = ["archetypes/utility", "product/weak"]\n', "utf-8")
    assert say("scenarios", "show", "mine.toml").out.endswith(
        "\n# It extends:\n#   archetypes/utility\n#     archetypes/goods\n#   product/weak\n"
    )


def test_resolved_is_every_setting_and_read_again_it_is_the_same(say):
    said = say("scenarios", "show", "archetypes/utility", "--resolved")
    assert "[desk.phone]" in said.out
    assert "#   archetypes/goods" in said.out
    Path("copy.toml").write_text(said.out, "utf-8")
    assert Scenario.load("copy.toml").digest == Scenario.load("archetypes/utility").digest


def test_quiet_is_the_file_alone(say):
    expected = (folder() / "default.toml").read_text("utf-8")
    assert say("scenarios", "show", "default", "--quiet").out == expected


def test_a_scenario_is_told_to_programs_with_every_setting_by_its_dotted_key(say):
    told = json.loads(say("scenarios", "show", "archetypes/utility", "--json").out)
    assert told["extends"] == ["archetypes/goods"]
    assert told["settings"]["experience.use_weight"] == 0.3
    assert told["digest"] == Scenario.load("archetypes/utility").digest


def test_segments_and_changes_are_told_to_programs(say):
    Path("mine.toml").write_text(PIECES, "utf-8")
    told = json.loads(say("scenarios", "show", "mine.toml", "--json").out)
    assert [one["name"] for one in told["segments"]] == ["families", "others"]
    assert told["segments"][0]["product.usage_rate"] == 0.5
    assert told["changes"] == [{"from_day": 90, "desk.agents": 30.0}]
    assert "[[segments]]" in say("scenarios", "show", "mine.toml", "--resolved").out


# --- check --------------------------------------------------------------------------------------------------


def test_good_files_are_fine_and_what_is_unusual_about_them_is_noted(say, here):
    Path("a.toml").write_text("[product]\nquality = 7\n", "utf-8")
    said = say("scenarios", "check", "a.toml", "default")
    assert (said.code, said.err) == (0, "")
    out = " ".join(said.out.split())
    assert "a.toml: fine (20,000 customers standing for 100,000, 365 days, digest " in out
    assert "default: fine (" in out
    assert (
        "a.toml: Note: product.quality = 7.0 is unusual: plausible is between 0 and 1; write 0.07 for 7 %" in out
    )
    assert "Note" not in say("scenarios", "check", "a.toml", "--quiet").out
    assert written(here) == ["a.toml"]


def test_all_problems_of_all_files_come_together(say, here):
    Path("a.toml").write_text("".join(f"key_{number} = 1\n" for number in range(7)), "utf-8")
    Path("b.toml").write_text("days = 0,5\n", "utf-8")
    said = say("scenarios", "check", "a.toml", "default", "no-such.toml", "b.toml")
    assert (said.code, said.out) == (2, "")
    lines = said.err.splitlines()
    assert all(line.startswith("error: ") for line in lines)
    assert [line.split(":")[1].strip() for line in lines] == ["a.toml"] * 7 + ["no such file", "b.toml"]
    assert "use a point: 0.5" in lines[-1]


def test_a_problem_of_a_parent_is_told_once(say):
    Path("a.toml").write_text('extends = ["nowhere"]\n', "utf-8")
    assert len(say("scenarios", "check", "a.toml", "a.toml").err.splitlines()) == 1


def test_hundreds_of_problems_are_counted_in_the_end(say):
    Path("a.toml").write_text("".join(f"key_{number} = 1\n" for number in range(300)), "utf-8")
    *lines, rest = say("scenarios", "check", "a.toml").err.splitlines()
    assert (len(lines), rest) == (100, "and 200 more")


def test_a_program_is_told_the_parts_of_a_complaint(say):
    Path("a.toml").write_text("\npopulation = 10\ndayz = 3\n", "utf-8")
    Path("b.toml").write_text("population = 10\n", "utf-8")
    said = say("scenarios", "check", "a.toml", "b.toml", "--json")
    assert said.code == 2
    told = json.loads(said.out)
    assert not told["fine"]
    bad, good = told["files"]
    (complaint,) = bad["complaints"]
    assert (complaint["line"], complaint["key"], complaint["problem"]) == (3, "dayz", "unknown key")
    assert good["complaints"] == []
    assert "unusual" in good["warnings"][0]
    fine = say("scenarios", "check", "b.toml", "--json")
    assert (fine.code, json.loads(fine.out)["fine"]) == (0, True)


# --- new ----------------------------------------------------------------------------------------------------


def test_a_new_scenario_passes_the_check_and_is_its_parent_until_edited(say, here):
    said = say("scenarios", "new", "my-firm")
    assert (said.code, said.err) == (0, "")
    assert "trapeze scenarios check my-firm.toml" in said.out
    assert written(here) == ["my-firm.toml", "scenario.schema.json"]
    assert say("scenarios", "check", "my-firm.toml").code == 0
    assert Scenario.load("my-firm.toml").digest == Scenario.load("archetypes/subscription").digest


def test_outside_a_checkout_the_schema_is_put_beside_the_scenario(say):
    say("scenarios", "new", "my-firm")
    first = Path("my-firm.toml").read_text("utf-8").splitlines()[0]
    assert first == "#:schema ./scenario.schema.json"
    assert Path("scenario.schema.json").read_text("utf-8") == schema_text()


@pytest.mark.parametrize(
    ("place", "way"),
    [(".", "./scenarios/scenario.schema.json"), ("firms/mine", "../../scenarios/scenario.schema.json")],
)
def test_inside_a_checkout_the_one_that_is_there_is_used(say, here, monkeypatch, place, way):
    (here / place).mkdir(parents=True, exist_ok=True)
    (here / "scenarios").mkdir()
    monkeypatch.setattr("sim.scenario.places.checkout", lambda: here)
    assert say("scenarios", "new", "my-firm", "--folder", place).code == 0
    file = here / place / "my-firm.toml"
    assert file.read_text("utf-8").startswith(f"#:schema {way}\n")
    assert not list(here.rglob("*.json"))


def test_a_second_scenario_shares_the_schema_and_an_old_one_is_renewed(say):
    say("scenarios", "new", "one")
    old = json.loads(schema_text()) | {"description": "of an older version"}
    Path("scenario.schema.json").write_text(json.dumps(old), "utf-8")
    assert say("scenarios", "new", "two").code == 0
    assert Path("scenario.schema.json").read_text("utf-8") == schema_text()


@pytest.mark.parametrize("content", [b"{}", b"not json", b"\xff\xfe"])
def test_a_file_of_that_name_that_is_not_ours_is_left_alone(say, here, content):
    Path("scenario.schema.json").write_bytes(content)
    said = say("scenarios", "new", "one")
    assert said.code == 2
    assert "is not the schema of Trapeze; move it" in said.err
    assert Path("scenario.schema.json").read_bytes() == content
    assert written(here) == ["scenario.schema.json"]


def test_what_is_there_is_never_overwritten(say, here):
    Path("my-firm.toml").write_text("days = 7\n", "utf-8")
    Path("lost.toml").symlink_to("nowhere")
    for name in ("my-firm", "lost"):
        said = say("scenarios", "new", name)
        assert (said.code, said.out) == (2, "")
        assert f"{name}.toml is there already and is left as it is; choose another name" in said.err
    assert Path("my-firm.toml").read_text("utf-8") == "days = 7\n"
    assert written(here) == ["lost.toml", "my-firm.toml"]


def test_of_two_at_once_the_second_loses(say, here, monkeypatch):
    """The file appears between the look and the writing."""
    monkeypatch.setattr("os.path.lexists", lambda _: False)
    Path("my-firm.toml").write_text("days = 7\n", "utf-8")
    said = say("scenarios", "new", "my-firm")
    assert said.code == 2
    assert Path("my-firm.toml").read_text("utf-8") == "days = 7\n"


@pytest.mark.parametrize("folder", ["no-such", "a-file", "x" * 5_000, "a\0b"])
def test_a_folder_that_is_none_is_refused(say, here, folder):
    Path("a-file").touch()
    said = say("scenarios", "new", "my-firm", "--folder", folder)
    assert said.code == 2
    assert "no such folder" in said.err
    assert written(here) == ["a-file"]


@pytest.mark.parametrize("name", ["../up", "CON", "nul", "My Firm", "a/b", "", "x" * 65])
def test_a_bad_name_is_refused_and_nothing_is_written(say, here, name):
    said = say("scenarios", "new", name)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert written(here.parent) == ["here"]


def test_a_full_disk_leaves_no_half_of_a_file(say, here, monkeypatch):
    class Full:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def write(self, _):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    opened = Path.open

    def broken(self, mode="r", **how):
        if mode != "x":
            return opened(self, mode, **how)
        self.touch()
        return Full()

    monkeypatch.setattr(Path, "open", broken)
    said = say("scenarios", "new", "my-firm")
    assert said.code == 3
    assert f"error: {here}: cannot be written to (no space left on device); go to another one" in said.err
    assert written(here) == []


@pytest.mark.skipif(os.name == "nt", reason="a folder that somebody is in cannot be removed there")
def test_a_folder_that_is_gone_is_named_as_such(say, here):
    here.rmdir()
    said = say("scenarios", "new", "my-firm")
    assert (said.code, said.out) == (3, "")
    assert said.err == (
        "error: the folder that you are in is no longer there; go to another one, or give one with --folder\n"
    )


def test_a_program_is_told_what_was_written(say):
    told = json.loads(say("scenarios", "new", "my-firm", "--like", "product/weak", "--json").out)
    assert told["files"] == ["my-firm.toml", "scenario.schema.json"]
    assert told["digest"] == Scenario.load("product/weak").digest
    assert say("scenarios", "new", "other", "--quiet").out == "other.toml\n"


# --- sweeps -------------------------------------------------------------------------------------------------

LARGE = "".join(
    f'[[factors]]\nkey = "failures.{key}"\nrange = [0.1, 0.9]\nsteps = 1_000\n'
    for key in ("rate", "major_share", "quality_slope")
)
SWEEP = """\
base = "default"
title = "<b>Mine</b>"
replications = 2
[[factors]]
key = "product.quality"
values = [0.2, 0.3, 0.3]
"""


def test_the_list_shows_sweeps_apart_from_scenarios(say):
    out = say("scenarios", "list", "sweeps/*").out
    assert out.startswith("sweeps/  (run one with: sweep NAME)\n")
    assert all(f"\n  {name.removeprefix('sweeps/')} " in out for name in sweeps())
    told = json.loads(say("scenarios", "list", "--json").out)
    assert [one["sweep"] for one in told["sweeps"]] == list(sweeps())
    assert not {one["scenario"] for one in told["scenarios"]} & set(sweeps())


def test_a_sweep_that_is_fine_is_told_with_its_size_and_its_notes(say):
    Path("mine.toml").write_text(SWEEP, "utf-8")
    out = " ".join(say("scenarios", "check", "mine.toml", "default").out.split())
    assert out.startswith("mine.toml: fine (a sweep: 2 points x 2 replications, digest ")
    assert "mine.toml: Note: product.quality: what is listed again counts once (3 values, 2 different ones)" in out
    assert "default: fine (" in out
    assert "Note" not in say("scenarios", "check", "mine.toml", "--quiet").out
    (told,) = json.loads(say("scenarios", "check", "mine.toml", "--json").out)["files"]
    assert (told["complaints"], len(told["warnings"])) == ([], 1)


def test_a_bad_sweep_is_refused_with_its_line_and_a_bad_scenario_beside_it(say, here):
    Path("mine.toml").write_text(SWEEP.replace("quality", "qualty"), "utf-8")
    Path("firm.toml").write_text("days = 0\n", "utf-8")
    said = say("scenarios", "check", "mine.toml", "firm.toml")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines() == [
        'error: mine.toml:5: factors[0].key = "product.qualty": unknown key; did you mean product.quality?',
        "error: firm.toml:1: days = 0: must be between 1 and 2,147,483,647; the default is 365",
    ]
    assert written(here) == ["firm.toml", "mine.toml"]


def test_too_large_a_sweep_is_a_complaint_and_no_crash(say):
    Path("mine.toml").write_text(SWEEP.replace("[0.2, 0.3, 0.3]", "[0.2]") + LARGE, "utf-8")
    said = say("scenarios", "check", "mine.toml")
    assert said.code == 2
    assert said.err.startswith("error: mine.toml: 1,000,000,000 points x 2 = 2,000,000,000 runs would take about ")


@pytest.mark.parametrize(
    "words",
    [
        ("run", "mine.toml"),
        ("describe", "mine.toml"),
        ("compare", "default", "mine.toml"),
        ("rescue", "mine.toml"),
        ("scenarios", "new", "other", "--like", "mine.toml"),
    ],
    ids=lambda words: words[0],
)
def test_a_sweep_is_no_scenario_and_it_is_said_what_to_do(say, here, words):
    Path("mine.toml").write_text(SWEEP, "utf-8")
    said = say(*words)
    assert (said.code, said.out) == (2, "")
    if words[0] != "scenarios":  # there only names of the shelf are taken
        assert said.err == "error: mine.toml: is a sweep, not a scenario; `sweep mine.toml` runs it\n"
        assert say(*words[:-1], "rescue_map").err == (
            "error: rescue_map: is a sweep, not a scenario; `sweep rescue_map` runs it\n"
        )
    assert written(here) == ["mine.toml"]


def test_a_sweep_of_ones_own_begins_as_a_copy(say, here):
    said = say("scenarios", "new", "my-map", "--like", "rescue_map")
    assert (said.code, said.err) == (0, "")
    assert "sweep my-map.toml --dry-run" in said.out
    assert written(here) == ["my-map.toml", "sweep.schema.json"]
    mine = Path("my-map.toml").read_text("utf-8")
    assert mine.partition("\n")[0] == "#:schema ./sweep.schema.json"
    shelved = (folder() / "sweeps/rescue_map.toml").read_text("utf-8")
    assert mine.partition("\n")[2] == shelved.partition("\n")[2]
    assert say("scenarios", "check", "my-map.toml").code == 0
    assert "is there already" in say("scenarios", "new", "my-map", "--like", "sweeps/rescue_map").err
    told = json.loads(say("scenarios", "new", "other", "--like", "rescue_map", "--json").out)
    assert told["files"] == ["other.toml", "sweep.schema.json"]
    assert "figures are of a firm" in say("scenarios", "new", "x", "--like", "rescue_map", "--churn", "0.2").err


def test_a_sweep_is_shown_as_its_file_is_or_with_what_it_starts_from(say):
    Path("mine.toml").write_text(SWEEP, "utf-8")
    assert say("scenarios", "show", "mine.toml").out == SWEEP
    Path("base.toml").write_text(say("scenarios", "show", "mine.toml", "--resolved").out, "utf-8")
    assert Scenario.load("base.toml").digest == Scenario.load("default").digest
    told = json.loads(say("scenarios", "show", "mine.toml", "--json").out)
    assert (told["sweep"], told["base"], told["design"], told["points"]) == ("mine.toml", "default", "grid", 2)
    assert told["factors"][0]["levels"] == [0.2, 0.3]
    assert told["settings"]["product.quality"] == 0.6


# --- the group ----------------------------------------------------------------------------------------------


def test_alone_it_says_what_it_can_do(say):
    said = say("scenarios")
    assert (said.code, said.err) == (0, "")
    assert "Examples:" in said.out


@pytest.mark.parametrize("sub", ["list", "show", "check", "new"])
def test_each_explains_itself_with_examples(say, sub):
    said = say("scenarios", sub, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: trapeze scenarios {sub} ")
    assert "Examples:" in said.out


def test_options_may_stand_anywhere(say):
    expected = say("scenarios", "list", "--json").out
    assert expected == say("--json", "scenarios", "list").out == say("scenarios", "--json", "list").out

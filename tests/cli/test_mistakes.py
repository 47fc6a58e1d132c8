"""A mistake costs one line and the exit code 2: where, what is wrong, what to do; never a traceback."""

from __future__ import annotations

import pytest

from sim.cli.options import CORES


@pytest.mark.parametrize(
    ("arguments", "wrong", "remedy"),
    [
        (["rnu"], "'rnu'", "did you mean 'run'?"),
        (["default"], "'default'", "run default"),
        (["--jsno"], "--jsno", "--json"),
        (["run", "default", "--sed", "1"], "--sed", "--seed"),
        (["run"], "SCENARIO", "trapeze run --help"),
        (["--workers"], "--workers", "trapeze --help"),
        (["--workers", "0"], "'0'", f"1 .. {2 * CORES}"),
        (["--workers", "-1"], "'-1'", f"1 .. {2 * CORES}"),
        (["--workers", "abc"], "'abc'", f"1 .. {2 * CORES}"),
        (["--workers", "100000"], "'100000'", "core"),
        (["--replications", "0"], "'0'", "1 .. "),
        (["--seed", "-1"], "'-1'", "--seed random"),
        (["--seed", "1.5"], "'1.5'", "--seed random"),
        (["--seed", str(2**53)], str(2**53), "--seed random"),
        (["run", "default", "extra"], "extra", "trapeze run --help"),
        (["run", "default", "--days", "30"], "'--days'; ", "write --set days=30"),
        (["compare", "default", "--population=500"], "'--population'; ", "write --set population=500"),
        (["--quality", ".5"], "'--quality'; ", "write --set product.quality=0.5, --set journey."),
        (
            ["sweep", "default", "--usage-rate", "--json"],
            "'--usage-rate'; ",
            "write --set product.usage_rate=VALUE",
        ),
        (["run", "default", "--desk.agents=3"], "'--desk.agents'; ", "write --set desk.agents=3"),
        (["run", "default", "--days=30 days"], "'--days'; ", "days=30 days"),
        (["run", "default", "--no such = 3"], "--no such ", "trapeze run --help"),
        (["results", "list", "--days", "30"], "--days", "trapeze results list --help"),
        (["run", "default", "--set", "no-equals-sign"], "no-equals-sign", "KEY=VALUE"),
        (["run", "default", "--set", "desk.agnets=3"], "desk.agnets", "did you mean"),
        (["run", "no-such-folder/no-such.toml"], "no-such.toml", ""),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy(say, arguments, wrong, remedy):
    said = say(*arguments)
    assert said.code == 2
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    assert wrong in line
    assert remedy in line


def test_all_mistakes_of_a_file_are_told_up_to_five(say, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text("".join(f"unknown_{number} = 1\n" for number in range(8)), encoding="utf-8")
    said = say("run", str(path))
    assert said.code == 2
    *lines, rest = said.err.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("error: ") and "wrong.toml:" in line for line in lines)
    assert rest == "and 3 more"


def test_five_mistakes_are_all_told(say, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text("".join(f"unknown_{number} = 1\n" for number in range(5)), encoding="utf-8")
    assert len(say("run", str(path)).err.splitlines()) == 5


def test_a_mistake_names_the_line_and_the_key(say, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text('title = "x"\n\n[product]\nquality = "high"\n', encoding="utf-8")
    said = say(str(path))
    assert "wrong.toml:4: product.quality = " in said.err


def test_debug_shows_where_an_error_came_from(say):
    said = say("run", "no-such-folder/no-such.toml", "--debug")
    assert said.code == 2
    assert "Traceback" in said.err
    assert said.err.splitlines()[-1].startswith("error: ")


def test_a_mistake_writes_nothing_and_loads_no_engine(start):
    # One worker: what others are copies of may have begun to load, and tells of it in the same place.
    done = start("run", "no-such.toml", "--workers", "1", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert done.returncode == 2
    loaded = {
        line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")
    }
    assert "sim.scenario" in loaded
    assert not loaded & {"mesa", "pandas", "scipy", "seaborn", "simpy"}
    assert list(start.folder.iterdir()) == []

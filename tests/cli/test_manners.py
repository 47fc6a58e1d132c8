"""Every command behaves, whatever its output goes to and whatever the texts in it say.

Each command is said once, in a way that ends in a moment; a new command has to be added here.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.calling import as_started
from sim.cli.door import COMMANDS
from sim.cli.endings import carry_out
from sim.report.wording import as_typed

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
TINY = """\
title = {title}
description = {title}
population = 60
represents = 1
days = 4
replications = 2
"""
ALIKE = ["--set", "population=60", "--set", "represents=1", "--set", "days=4"]
SAID = {
    "run": [["run", "tiny.toml", "--workers", "1"], ["run", "tiny.toml", "--workers", "1", "--json"]],
    "compare": [["compare", "--help"], ["compare", "tiny.toml", "--but", "product.quality=0.9", "--workers", "1"]],
    "rescue": [["rescue", "--help"], ["rescue", "tiny.toml", "--workers", "1", "--uncertainty", "none"]],
    "why": [["why", "--help"], ["why", "tiny.toml", "--better", "product/strong", "--workers", "1", *ALIKE]],
    "worth": [["worth", "--help"], ["worth", "tiny.toml", "--workers", "1", "--replications", "2"]],
    "describe": [
        ["describe", "tiny.toml", "--theory-only"],
        ["describe", "tiny.toml", "--workers", "1"],
        ["describe", "tiny.toml", "--theory-only", "--json"],
    ],
    "sweep": [
        ["sweep", "tiny.toml", "--vary", "product.quality=0.3,0.6", "--dry-run"],
        ["sweep", "tiny.toml", "--vary", "product.quality=0.3,0.6", "--workers", "1"],
        ["sweep", "tiny.toml", "--vary", "product.quality=0.3,0.6", "--workers", "1", "--json"],
    ],
    "sweep-merge": [["sweep-merge", "--help"]],
    "sensitivity": [["sensitivity", "--help"]],
    "claims": [["claims", "--help"], ["claims", "--only", "A1"], ["claims", "--only", "A1", "--json"]],
    "facts": [
        ["facts", "--help"],
        ["facts", "--only", "F6,F21", "--workers", "1", "--replications", "1", *ALIKE[:4]],
    ],
    "verify": [
        ["verify", "--only", "A10", "--workers", "1"],
        ["verify", "--only", "A24", "--workers", "1", "--json"],
    ],
    "results": [["results", "list"], ["results", "check"]],
    "scenarios": [
        ["scenarios", "list"],
        ["scenarios", "show", "tiny.toml"],
        ["scenarios", "show", "tiny.toml", "--resolved"],
        ["scenarios", "check", "tiny.toml"],
        ["scenarios", "new", "my-firm", "--folder", "empty"],
        ["scenarios", "list", "--json"],
    ],
}
"""What to say of each command, in a folder with `tiny.toml`, its results, and an `empty` folder."""

EVERY = [
    ["--help"],
    *([name, "--help"] for name in COMMANDS),
    *(arguments for name in COMMANDS for arguments in SAID[name] if arguments[1:] != ["--help"]),
]
FIRST = [["--help"], *(SAID[name][0] for name in COMMANDS)]
LIGHT = [arguments for arguments in EVERY if arguments[0] in {"--help", "results", "scenarios"}]
PLAIN = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "20", "LC_ALL": "C"}
HOSTILE = "\u202eevil\u202c \x9b31m [red]x[/red] [link=https://x]y[/link] $\\frac$ <b>東京</b> :smile:"
"""A C1 control character, turned writing, two kinds of markup, mathematics, an emoji's name."""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Give the folder that the commands are said in."""
    folder = tmp_path / "place with spaces"
    (folder / "empty").mkdir(parents=True)
    (folder / "tiny.toml").write_text(TINY.format(title='"Tiny"'), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def computed(folder, title):
    """Run a tiny scenario of this title, and give the folder that holds it and its results."""
    (folder / "empty").mkdir()
    (folder / "tiny.toml").write_text(TINY.format(title=json.dumps(title)), encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert carry_out(["run", "tiny.toml", "--workers", "1", "--quiet"]) == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """Give a folder with results that every test may read."""
    return computed(tmp_path_factory.mktemp("ordinary"), "Tiny")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The same under a title that would like to do more than be read."""
    return computed(tmp_path_factory.mktemp("hostile"), HOSTILE)


@pytest.fixture
def kept(place, ordinary):
    """Give the folder with results in it already."""
    place.joinpath("results").symlink_to(ordinary / "results", target_is_directory=True)
    return place


EACH_IN_A_CHILD = """
import gc, json, os, sys
asked = json.loads(sys.argv[1])
from sim.cli import main
from sim.cli.endings import carry_out
import sim.model, sim.report.figures, sim.report.page, sim.report.shelf, sim.scenario.examining
import matplotlib.backends.backend_agg, matplotlib.backends.backend_svg, matplotlib.pyplot
import pyarrow.parquet, seaborn
import sim.cli.comparing, sim.cli.facts, sim.cli.rescue_folder, sim.cli.why, sim.cli.worth
import sim.questions.rescue.levels
for room in (sim.cli.comparing, sim.cli.facts, sim.cli.rescue_folder, sim.cli.why, sim.cli.worth):
    room.dress = lambda *_: None  # pictures take seconds and say nothing
sim.questions.rescue.levels.SERVICES, sim.questions.rescue.levels.BETWEEN = (0.0, 1.0), (0.5,)
gc.collect()
gc.freeze()  # else each child copies every page when it tidies up at its end
told = []
for number, (kind, arguments) in enumerate(asked):
    out, err = f"../out{number}", f"../err{number}"
    child = os.fork()
    if not child:
        if kind == "gone":
            reading, writing = os.pipe()
            os.close(reading)
        else:
            writing = os.open("/dev/full" if kind == "full" else out, os.O_WRONLY | os.O_CREAT)
        os.dup2(writing, 1)
        os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT), 2)
        if kind == "ascii":
            sys.stdout.reconfigure(encoding="ascii")
            sys.stderr.reconfigure(encoding="ascii")
        main(arguments)
    _, status = os.waitpid(child, 0)
    kept = [open(name, encoding="utf-8").read() if os.path.exists(name) else "" for name in (out, err)]
    told.append([os.waitstatus_to_exitcode(status), *kept])
print(json.dumps(told))
"""
"""A process that says each command line in a child of its own, which is ten times faster than new processes."""


def each(asked, env=None):
    """Say command lines, each with where its output goes: to a file, a full disk or a reader who is gone."""
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-c", EACH_IN_A_CHILD, json.dumps(asked)],
        env={**environment, "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    told = json.loads(done.stdout)
    return [(kind, " ".join(said), *answer) for (kind, said), answer in zip(asked, told, strict=True)]


def complaints(err):
    """Leave out what is noted about so small a scenario."""
    return [line for line in err.splitlines() if not line.startswith("warning: ")]


def started(command, arguments, **how):
    return subprocess.run(command(*arguments), **{"capture_output": True, "text": True, "timeout": 60, **how})


def test_every_command_is_said_here():
    assert set(SAID) == set(COMMANDS)


# --- where the output goes ----------------------------------------------------------------------------------

needs_fork = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs fork and /dev/full")


@needs_fork
def test_a_plain_narrow_terminal_that_knows_ascii_alone_gets_just_that(kept):
    for _, said, code, out, err in each([("file", said) for said in EVERY], PLAIN):
        assert (said, code, complaints(err)) == (said, 0, [])
        assert out.isascii(), said
        assert "\x1b" not in out, said
        if not {"--help", "--version", "--json", "show"} & {*said.split()}:
            broken = [line for line in out.splitlines() if " " in line.strip()]
            assert max(map(len, broken), default=0) <= 20, said


@needs_fork
def test_a_full_disk_is_machine_trouble_a_reader_who_leaves_is_none_and_an_ascii_stream_gets_ascii(kept):
    asked = [(kind, said) for kind in ("full", "gone") for said in FIRST]
    asked += [("ascii", said) for said in FIRST if said in LIGHT]
    full = "error: No space left on device; make room, or write to another place"
    for kind, said, code, out, err in each(asked):
        wanted = (3, [full]) if kind == "full" else (0, [])
        assert (kind, said, code, complaints(err)) == (kind, said, *wanted)
        assert (out + err).isascii() or kind != "ascii", said


CLOSING = "import os, sys\nfor one in json.loads(sys.argv[1]): os.close(one)\nos.execv(sys.argv[2], sys.argv[2:])"


def closing(numbers, words):
    """Give the command line of a process that starts with these file descriptors closed."""
    return [sys.executable, "-c", f"import json\n{CLOSING}", json.dumps(numbers), *words]


@pytest.mark.skipif(sys.platform == "win32", reason="closes file descriptors")
@pytest.mark.parametrize(
    ("arguments", "closed"),
    [
        (["run", "tiny.toml", "--workers", "1"], [0, 1, 2]),
        (["scenarios", "list"], [1]),
        (["scenarios", "list"], [2]),
        (["scenarios", "new", "my-firm"], [1, 2]),
    ],
    ids=str,
)
def test_closed_streams_are_no_trouble(command, kept, arguments, closed):
    done = subprocess.run(closing(closed, command(*arguments)), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (done.stdout == b"") == (1 in closed)


@needs_fork
def test_a_complaint_that_nobody_can_hear_keeps_its_exit_code(command, kept):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = started(command, ["rnu"], capture_output=False, stdout=subprocess.PIPE, stderr=full)
        assert (done.returncode, done.stdout) == (2, "")
    assert subprocess.run(closing([2], command("rnu")), timeout=60, check=False).returncode == 2


# --- what the texts say -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [arguments for name in COMMANDS for arguments in SAID[name] if "new" not in arguments],
    ids=" ".join,
)
def test_a_hostile_title_is_shown_as_it_is_and_steers_nothing(say, hostile, monkeypatch, arguments):
    monkeypatch.chdir(hostile)
    monkeypatch.setattr("sim.archive.names.ROOT", "results")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    said = say(*arguments)
    assert said.code == 0
    steering = {c for c in said.out + said.err if not c.isprintable() and c not in "\n\t"}
    assert steering - {"\x1b"} == set()
    if "[red]" in said.out:
        assert "[red]x[/red]" in said.out.replace("\n", "")


# --- what is missing ----------------------------------------------------------------------------------------

FRONT = (ROOT / "run.py").read_text(encoding="utf-8")


def without(module):
    """Say that a module is not installed, before run.py starts."""
    hidden = f"import runpy, sys; sys.modules[{module!r}] = None; sys.argv = ['run.py']"
    return f"{hidden}; runpy.run_path('run.py', None, '__main__')"


@pytest.mark.parametrize("module", ["click", "jinja2", "numpy", "pyarrow", "rich", "seaborn"])
def test_a_missing_package_is_one_line_with_what_installs_it(module):
    done = subprocess.run(
        [sys.executable, "-c", without(module)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: not installed: {module}; try: ")
    assert line.endswith(" -m pip install -c constraints.txt .")


def test_what_installs_it_holds_in_another_folder_and_with_spaces(place):
    (place / "run.py").write_text(FRONT, encoding="utf-8")
    code = without("numpy").replace("'run.py', None", "'place with spaces/run.py', None")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=place.parent, capture_output=True, text=True, timeout=60, check=False
    )
    constraints = os.path.join("place with spaces", "constraints.txt")
    assert done.stderr.endswith(f' -m pip install -c "{constraints}" "place with spaces"\n')


def test_a_package_that_is_missed_later_is_one_line_too(say, place, monkeypatch):
    def missing(_):
        raise ModuleNotFoundError("No module named 'seaborn'", name="seaborn")

    monkeypatch.setattr("sim.scenario.examining.examined", missing)
    said = say("scenarios", "list")
    assert (said.code, said.out) == (3, "")
    assert said.err == f"error: not installed: seaborn; try: {as_typed(sys.executable)} -m pip install seaborn\n"


def test_a_module_of_ours_that_is_missing_is_a_fault_and_not_hidden(say, monkeypatch):
    def missing(_):
        raise ModuleNotFoundError("No module named 'sim.gone'", name="sim.gone")

    monkeypatch.setattr("sim.scenario.examining.examined", missing)
    with pytest.raises(ModuleNotFoundError):
        say("scenarios", "list")


def test_an_old_python_can_read_run_py_and_says_which_one_is_needed():
    """It is parsed as Python 3.7 would, and nothing new is touched before the version is looked at."""
    tree = ast.parse(FRONT, feature_version=(3, 7))
    imports = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imports == [
        "import os",
        "import sys",
        "from contextlib import suppress",
        "from importlib.util import find_spec",
    ]


# --- Windows, macOS, and places with odd names --------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "windows", "typed"),
    [
        (["my-firm.toml"], False, "my-firm.toml"),
        (["my firm.toml"], False, "'my firm.toml'"),
        (["it's.toml"], False, "'it'\"'\"'s.toml'"),
        (["a", "b c"], False, "a 'b c'"),
        (["my-firm.toml"], True, "my-firm.toml"),
        ([r"C:\Program Files\firm.toml"], True, r'"C:\Program Files\firm.toml"'),
        ([r"C:\firm.toml"], True, r"C:\firm.toml"),
    ],
)
def test_words_are_quoted_as_the_prompt_wants_them(words, windows, typed):
    assert as_typed(*words, windows=windows) == typed


@pytest.mark.parametrize(
    ("original", "said", "program"),
    [
        (["python", "run.py"], ["run.py"], "python run.py"),
        ([".venv/bin/python", "run.py", "run", "x"], ["run.py", "run", "x"], ".venv/bin/python run.py"),
        (["python3", "a b/run.py", "-h"], ["a b/run.py", "-h"], "python3 'a b/run.py'"),
        (["python", "-X", "dev", "run.py", "x"], ["run.py", "x"], "python -X dev run.py"),
        (["python", "-c", "..."], ["-c"], "python run.py"),
        ([], ["run.py"], "python run.py"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="quotes otherwise")
def test_the_program_is_called_as_it_was_started(original, said, program):
    assert as_started(original, said) == program


def test_the_short_name_of_a_python_is_enough_where_it_means_the_same(monkeypatch):
    whole = [sys.executable, "run.py"]
    monkeypatch.setattr("shutil.which", lambda _: sys.executable)
    assert as_started(whole, ["run.py"]) == f"{Path(sys.executable).name} run.py"
    monkeypatch.setattr("shutil.which", lambda _: str(ROOT / "run.py"))
    assert as_started(whole, ["run.py"]) == as_typed(*whole)


def test_what_to_type_next_can_be_typed(command, kept):
    """The path has spaces, and the program was started by a whole path."""
    (kept / "my firm.toml").write_text(TINY.format(title='"My firm"'), encoding="utf-8")
    wide = {**os.environ, "COLUMNS": "500"}
    done = started(command, ["scenarios", "new", "other", "--folder", "empty"], env=wide)
    following = [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert len(following) == 2
    for line in following[:1]:
        again = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=60, check=False)
        assert (again.returncode, again.stderr) == (0, "")


def test_a_closed_pipe_of_windows_is_recognised(say, monkeypatch):
    def broken(_):
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr("sim.scenario.examining.examined", broken)
    assert say("scenarios", "list").code == 3
    monkeypatch.setattr("sim.cli.endings.sys.platform", "win32")
    said = say("scenarios", "list")
    assert (said.code, said.err) == (0, "")


POSIX_ONLY = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def test_what_windows_does_not_have_is_imported_only_elsewhere():
    """At the top of a file it would keep the program from starting."""
    for file in (ROOT / "sim").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        taken = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {alias.name for node in taken if isinstance(node, ast.Import) for alias in node.names}
        names |= {str(node.module) for node in taken if isinstance(node, ast.ImportFrom)}
        assert names & POSIX_ONLY == set(), file


def test_without_the_posix_calls_the_program_starts(kept):
    """What Windows and macOS lack is taken away before anything is imported."""
    code = """
import os, signal, sys
for name in ("sched_getaffinity", "getuid", "geteuid", "fork", "mkfifo", "sigwait", "pthread_kill"):
    for module in (os, signal):
        if hasattr(module, name):
            delattr(module, name)
from sim.cli.endings import carry_out
for arguments in (["scenarios", "check", "tiny.toml"], ["results", "list"], ["--help"]):
    code = carry_out(arguments)
    if code:
        sys.exit(f"{arguments}: {code}")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")

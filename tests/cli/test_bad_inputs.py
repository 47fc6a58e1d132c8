"""Everything that can be wrong with a scenario file or a command line, one row each, through the front door.

What is refused costs one line on standard error that says where, what is wrong and what to do, exit code 2,
under a second, and nothing on the disk. What looks wrong and is not is accepted.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sim.scenario import folder, places
from tests.moments import within_a_second

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
CAUGHT = {"capture_output": True, "text": True, "timeout": 60, "check": False}
NOBODY = 65534
MEBIBYTE = 2**20
SCENARIO_COMMANDS = (["run", "--workers", "1"], ["scenarios", "check"], ["scenarios", "show"])
POINTS_OUT = "leads outside the scenarios folder; give a name in it, like product/weak"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Give an empty working directory."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    """Load what the first command would load, so that the clock sees the commands alone."""
    import sim.report.shelf
    import sim.scenario.examining  # noqa: F401


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Give a function that puts files into a scenarios folder of their own: `library(a="...", b="...")`."""
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "home" / "sim")
    folder.cache_clear()

    def write(**files):
        for name, text in files.items():
            file = tmp_path / "home" / "scenarios" / f"{name}.toml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    yield write
    folder.cache_clear()


def everything(place):
    """Give the names, sizes and contents of all that lies in a folder."""
    found = {}
    for path in sorted(place.rglob("*")):
        regular = path.is_file() and not path.is_symlink()
        found[path] = path.read_bytes() if regular and path.stat().st_size < MEBIBYTE else path.lstat().st_size
    return found


@pytest.fixture
def refused(say, here):
    """Give a function that says an argument list and makes sure that it is refused as promised."""

    def do(*arguments):
        before, began = everything(here.parent), time.process_time()
        said = say(*arguments)
        lasted = time.process_time() - began
        assert said.code == 2
        assert said.out == ""
        (line,) = said.err.splitlines()
        assert line.startswith("error: ")
        assert line.isprintable()
        assert len(line) < 500
        assert within_a_second(lasted)
        assert everything(here.parent) == before
        return line

    return do


# --- what is not the text of a scenario ---------------------------------------------------------------------


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)


FILES = {
    "missing": (lambda: None, "no such file: it.toml; `scenarios list` shows those there are"),
    "missing, with a neighbour": (
        lambda: Path("its.toml").write_text("days = 3"),
        "no such file: it.toml; did you mean its.toml?",
    ),
    "folder": (
        lambda: (Path("it.toml").mkdir(), Path("it.toml/base.toml").touch(), Path("it.toml/premium.toml").touch()),
        "it.toml: is a folder; give a .toml file in it (base.toml, premium.toml)",
    ),
    "symlink loop": (lambda: Path("it.toml").symlink_to("it.toml"), "too many levels of symbolic links"),
    "symlink to nothing": (lambda: Path("it.toml").symlink_to("no.toml"), "is a link that leads nowhere"),
    "pipe": (lambda: os.mkfifo("it.toml"), "not a regular file; give a .toml file"),
    "device": (lambda: Path("it.toml").symlink_to("/dev/zero"), "not a regular file; give a .toml file"),
    "socket": (lambda: a_socket("it.toml"), "not a regular file; give a .toml file"),
    "empty": (lambda: Path("it.toml").touch(), "empty; say at least one thing, or begin with: scenarios new NAME"),
}
CONTENTS = {
    "only comments": (b"# nothing\n\n", "empty; say at least one thing, or begin with: scenarios new NAME"),
    "lone carriage return": (b"days = 3\rseed = 1\n", "it.toml:1: control character \\x0d; delete it"),
    "latin-1": (
        b'days = 3\n\ntitle = "caf\xe9"',
        "it.toml:3: not UTF-8 (byte 0xe9 in column 13); save the file as",
    ),
    "UTF-16": (
        "days = 3".encode("utf-16"),
        "it.toml:1: not UTF-8 (byte 0xff in column 1); save the file as UTF-8",
    ),
    "NUL": (b"days = 3\nseed = 1\0", "it.toml:2: control character \\x00; delete it"),
    "escape": (b'title = "\x1b[31m"', "it.toml:1: control character \\x1b; delete it"),
    "picture": (b"\x89PNG\r\n\x1a\n\0", "not a text file (looks like a picture); scenarios are TOML"),
    "Excel": (b"PK\x03\x04\0\0", "not a text file (looks like an Excel workbook or a zip archive)"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1", "not a text file (looks like an old Excel workbook)"),
    "Parquet": (b"PAR1\x15\0", "not a text file (looks like a Parquet file); scenarios are TOML"),
    "database": (b"SQLite format 3\0", "not a text file (looks like a database); scenarios are TOML"),
    "PDF": (b"%PDF-1.7\n", "not a text file (looks like a PDF); scenarios are TOML"),
    "JSON": (b'{"days": 3}', "it.toml:1: not TOML (looks like JSON or YAML); scenarios are TOML"),
    "YAML": (b"---\ndays: 3\n", "not TOML (looks like JSON or YAML); scenarios are TOML"),
    "YAML without its mark": (b"days: 3\n", "it.toml:1: a colon between key and value; write key = value"),
    "10 MB": (b"#" * 10_000_000, "it.toml: too large for a scenario; the limit is 1 MiB"),
    "200,000 keys": (b"\n".join(b"k%d = 1" % i for i in range(200_000)), "too large for a scenario; the limit is"),
    "50,000 keys": (b"\n".join(b"k%d = 1" % i for i in range(50_000)), "more than 10,000 keys: too much for a"),
    "nested 900 deep": (b"a = " + b"[" * 900, "it.toml:1: nested deeper than 32 levels: too much for a scenario"),
    "tables 900 deep": (b"a = " + b"{a = " * 900, "it.toml:1: nested deeper than 32 levels: too much"),
    "dotted key of 20,000 parts": (b".".join([b"a"] * 20_000) + b" = 1", "nested deeper than 32 levels: too much"),
    "header of 20,000 parts": (b"[" + b".".join([b"a"] * 20_000) + b"]", "nested deeper than 32 levels: too much"),
    "5,001 digits": (b"seed = " + b"9" * 5_001, "it.toml:1: number too long"),
    "decimal comma": (b"[failures]\nrate = 0,5", "it.toml:2: rate = 0,5: decimal comma; use a point: 0.5"),
    "percent": (b"[failures]\nmajor_share = 5%", "major_share = 5%: no percent sign in TOML; write 0.05"),
    "yes": (b"seed = yes", "seed = yes: not a TOML value; write true"),
    "True": (b"seed = True", "seed = True: not a TOML value; write true"),
    "None": (b"seed = None", "seed = None: TOML has no word for nothing; leave the key out"),
    "thousands comma": (b"population = 1,000", "a number has no sign between thousands; write 1000 or 1_000"),
    "thousands space": (b"population = 1 000", "a number has no sign between thousands; write 1000 or 1_000"),
    "no value": (b"seed =", "it.toml:1: seed: value missing; give a value or leave the key out"),
    "no quotes": (b"title = my firm", 'it.toml:1: title = my firm: text needs quotes; write "my firm"'),
    "half a quote": (b'title = "my firm', 'the quote is not closed; end it with "'),
    "duplicate key": (b"seed = 1\n\nseed = 2", "it.toml:3: seed: stands already on line 1; keep one of the two"),
    "duplicate table": (b"[desk]\n[staff]\n[desk]", "it.toml:3: desk: stands already on line 1; keep one of the"),
    "another mistake": (
        b"seed = 1 2",
        "it.toml:1: not TOML: expected newline or end of document after a statement",
    ),
}
MEANINGS = {
    "unknown key": ("poplation = 3", "it.toml:1: poplation = 3: unknown key; did you mean 'population'?"),
    "unknown table": ("[desks]\nagents = 3", "it.toml:1: desks: unknown key; did you mean 'desk'?"),
    "wrong table": ("[desk.self_service]\npatience_minutes = 3", "'patience_minutes' belongs to [desk.phone],"),
    "wrong table, top": ("[desk]\nseed = 3", "'seed' belongs to the top of the file, above the first table"),
    "text for a count": (
        'days = "1000"',
        'days = "1000": must be a whole number, got text "1000"; write 1000 with',
    ),
    "half a person": ("population = 1000.5", "must be a whole number, got number 1000.5; write 1000"),
    "true for a number": ("product.quality = true", "must be a number, got true (true/false); the default is 0.6"),
    "number for text": ("title = 5", 'it.toml:1: title = 5: must be text, got number 5; write "5"'),
    "table for a number": ("[product.quality]\nx = 1", "product.quality: must be a number, got a table"),
    "number for a table": ("product = 5", "product = 5: must be a table, got number 5; write [product] above its"),
    "number for a list": ("desk.arrival_profile = 5", "must be a list of numbers, got number 5"),
    "date": ("days = 1979-05-27", "must be a whole number, got a date; the default is 365"),
    "not a number": (
        "product.quality = nan",
        "product.quality = nan: must be a finite number; the default is 0.6",
    ),
    "infinite": ("product.quality = -inf", "must be a finite number; the default is 0.6"),
    "1e400": ("product.quality = 1e400", "product.quality = inf: must be a finite number; the default is 0.6"),
    "negative rate": ("returns.rate = -0.1", "returns.rate = -0.1: must be at least 0; the default is 0.002"),
    "negative count": ("population = -5", "population = -5: must be between 0 and 2^53-1; the default is 20000"),
    "chance of 1.2": ("failures.major_share = 1.2", "must be between 0 and 1; write 0.012 for 1.2 %"),
    "chance of -0.1": ("failures.major_share = -0.1", "must be between 0 and 1; the default is 0.3"),
    "shares of 0.97": ("desk.phone.share = 0.47", "= 0.97: must be 1 (+-1e-9); missing 0.03"),
    "shares of 1.03": ("desk.phone.share = 0.53", "= 1.03: must be 1 (+-1e-9); 0.03 too much"),
    "shares of 0": (
        "desk.phone.share = 0\ndesk.chat.share = 0\ndesk.email.share = 0",
        "desk.phone.share + desk.chat.share + desk.email.share = 0: must be 1 (+-1e-9); missing 1",
    ),
    "profile that misses a slice": ("desk.arrival_profile = [0.5, 0.4]", "must be 1 (+-1e-9); missing 0.1"),
    "zero days": ("days = 0", "days = 0: must be between 1 and 2,147,483,647; the default is 365"),
    "too many people": ("population = 9223372036854775808", "must be between 0 and 2^53-1; the default is 20000"),
    "far too few people": ("population = -9223372036854775809", "must be between 0 and 2^53-1; the default is"),
    "seed below 0": ("seed = -1", "seed = -1: must be between 0 and 2^53-1; the default is 1"),
    "half a seed": ("seed = 1.5", "seed = 1.5: must be a whole number, got number 1.5; write 2"),
    "seed in words": ('seed = "lucky"', 'seed = "lucky": must be a whole number, got text "lucky"; the default'),
    "seed of 200 bits": (f"seed = {2**200}", "must be between 0 and 2^53-1; the default is 1"),
    "word that is none": ('protocol = "panel"', 'must be "cohort" or "market"; the default is "cohort"'),
    "both of two": ("[desk]\nagents = 3\nstaffing_ratio = 1", "cannot stand beside desk."),
    "warm-up as long as the run": ("days = 30\nmeasure_from_day = 30", "must be below days (30); measure from an"),
    "no segment": (
        "segments = []",
        "it.toml:1: segments = []: is empty; write [[segments]], or leave the key out",
    ),
    "segment shares of 0.97": (
        "[[segments]]\nname = 'a'\nshare = 0.57\n[[segments]]\nname = 'b'\nshare = 0.4",
        "it.toml:1: segments: segment shares sum to 0.97, must be 1 (+-1e-9); missing 0.03",
    ),
    "segment shares of 0": (
        "[[segments]]\nname = 'a'\nshare = 0",
        "segment shares sum to 0, must be 1 (+-1e-9); missing 1",
    ),
    "unknown key of a segment": (
        "[[segments]]\nname = 'a'\nshare = 1\nproduct.qualty = 1",
        "did you mean 'quality'?",
    ),
    "change without a day": ("[[changes]]\ndesk.agents = 3", "from_day"),
    "change of what holds for the run": ("[[changes]]\nfrom_day = 3\npopulation = 3", "holds for the whole run"),
    "extends a missing file": ('extends = ["product/week"]', "no such scenario; did you mean 'product/weak'?"),
    "extends upwards": ('extends = ["../../etc/passwd"]', POINTS_OUT),
    "extends an absolute path": ('extends = ["/etc/passwd"]', POINTS_OUT),
    "extends a drive": ('extends = ["C:\\\\firm"]', POINTS_OUT),
    "extends a home": ('extends = ["~/firm"]', POINTS_OUT),
    "extends no list": ('extends = "default"', 'must be a list of names; write ["default"]'),
    "extends a number": ("extends = [3]", "extends = 3: must be a list of names; a name is text in quotes"),
    "extends a bad name": ('extends = ["My Firm"]', "not a name; a name may use a-z 0-9 _ - and /"),
    "right-to-left key": ('"\u202eyek" = 1', "it.toml:1: \\u202eyek = 1: unknown key"),
    "key with an escape": ('"\\u001b[31m" = 1', "it.toml:1: \\x1b[31m = 1: unknown key"),
    "very long key": (f"{'k' * 5_000} = 1", "unknown key; see the table of parameters"),
    "very long value": (f'protocol = "{"v" * 100_000}"', 'must be "cohort" or "market"'),
}


@pytest.mark.parametrize("how", SCENARIO_COMMANDS, ids=" ".join)
@pytest.mark.parametrize("case", FILES)
def test_what_is_no_file_to_read_is_refused(refused, how, case):
    make, wrong = FILES[case]
    make()
    assert wrong in refused(*how, "it.toml")


@pytest.mark.parametrize("how", SCENARIO_COMMANDS, ids=" ".join)
@pytest.mark.parametrize("case", CONTENTS)
def test_what_cannot_be_parsed_is_refused(refused, how, case):
    content, wrong = CONTENTS[case]
    Path("it.toml").write_bytes(content)
    assert wrong in refused(*how, "it.toml")


@pytest.mark.parametrize("how", SCENARIO_COMMANDS, ids=" ".join)
@pytest.mark.parametrize("case", MEANINGS)
def test_what_makes_no_sense_is_refused(refused, how, case):
    text, wrong = MEANINGS[case]
    Path("it.toml").write_text(text, "utf-8", newline="")
    assert wrong in refused(*how, "it.toml")


@pytest.mark.parametrize("ending", ["yaml", "yml", "json"])
def test_a_file_of_another_language_is_refused_by_its_name(refused, ending):
    Path(f"firm.{ending}").write_text("days = 3")
    assert "is not supported; scenarios are TOML" in refused("scenarios", "check", f"firm.{ending}")


@pytest.mark.parametrize("name", ["x" * 300 + ".toml", "y/" * 2_100 + "it.toml"], ids=["part", "path"])
def test_a_name_longer_than_a_disk_takes_is_refused(refused, name):
    assert "file name too long" in refused("scenarios", "check", name)


def test_a_file_that_may_not_be_read_is_refused(monkeypatch):
    """The superuser may read everything, and so becomes nobody; what a check needs is loaded before."""
    place = tempfile.TemporaryDirectory()
    Path(place.name).chmod(0o755)
    monkeypatch.chdir(place.name)
    Path("it.toml").write_text("days = 3")
    Path("it.toml").chmod(0)
    code = f"""
import os, sys
from sim.cli.endings import carry_out
carry_out(["scenarios", "check", "default", "--quiet"])
if os.geteuid() == 0:
    os.setuid({NOBODY})
sys.exit(carry_out(["scenarios", "check", "it.toml"]))
"""
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, **CAUGHT)
    monkeypatch.undo()
    with place:
        assert (done.returncode, done.stderr) == (2, "error: it.toml: not readable (permission denied)\n")


def test_extending_in_a_circle_is_refused(refused, library):
    library(a='extends = ["b"]', b='extends = ["a"]')
    assert "extends goes in a circle: a -> b -> a; take one of them out" in refused("scenarios", "check", "a")


def test_a_chain_without_end_is_refused(refused, library):
    library(f0="seed = 5", **{f"f{i}": f'extends = ["f{i - 1}"]' for i in range(1, 20)})
    assert "more than 16 files extend one another; shorten the chain" in refused("scenarios", "check", "f19")


def test_a_link_out_of_the_folder_is_refused(refused, library, tmp_path):
    library(child='extends = ["link"]')
    (tmp_path / "secret.toml").write_text("seed = 5")
    (tmp_path / "home" / "scenarios" / "link.toml").symlink_to(tmp_path / "secret.toml")
    assert "leads outside the scenarios folder; replace the link by a file" in refused(
        "scenarios", "check", "child"
    )


# --- the command line ---------------------------------------------------------------------------------------

RUN = ("run", "default")
COMMAND_LINES = {
    "unknown command": (["rnu"], "no such command: 'rnu'; did you mean 'run'?"),
    "nothing like a command": (["zzz"], "no such command: 'zzz'; to run a scenario of this name: run zzz"),
    "unknown subcommand": (["scenarios", "lst"], "no such command: 'lst'; did you mean 'list'?"),
    "nothing like a subcommand": (["scenarios", "q"], "no such command: 'q'; there are check, list, new, show"),
    "unknown option": ([*RUN, "--sed", "1"], "--seed"),
    "missing value": ([*RUN, "--seed"], "--seed"),
    "missing scenario": (["run"], "SCENARIO"),
    "missing file": (["scenarios", "check"], "FILE"),
    "missing name": (["scenarios", "new"], "NAME"),
    "one too many": ([*RUN, "extra"], "extra"),
    "empty scenario": (["run", ""], "error: "),
    "workers 0": ([*RUN, "--workers", "0"], "'0' is not a whole number 1 .. "),
    "workers -1": ([*RUN, "--workers", "-1"], "'-1' is not a whole number 1 .. "),
    "workers abc": ([*RUN, "--workers", "abc"], "'abc' is not a whole number 1 .. "),
    "workers 100000": ([*RUN, "--workers", "100000"], "; this machine has "),
    "replications 0": ([*RUN, "--replications", "0"], "'0' is not a whole number 1 .. "),
    "replications 1e9": ([*RUN, "--replications", "1e9"], "'1e9' is not a whole number 1 .. "),
    "seed -1": ([*RUN, "--seed", "-1"], "'-1' is not a whole number 0 .. 9,007,199,254,740,991; or write --seed"),
    "seed 1.5": ([*RUN, "--seed", "1.5"], "is not a whole number 0 .. "),
    "seed of 200 bits": ([*RUN, "--seed", str(2**200)], "is not a whole number 0 .. "),
    "seed of 5,001 digits": ([*RUN, "--seed", "9" * 5_001], "is not a whole number 0 .. "),
    "engine": ([*RUN, "--engine", "slow"], "'slow' is not one of 'fast', 'plain'"),
    "set without a value": ([*RUN, "--set", "desk.staff="], "write KEY=VALUE, such as desk.agents=12"),
    "set without a key": ([*RUN, "--set", "=3"], "write KEY=VALUE, such as desk.agents=12"),
    "set half a list": ([*RUN, "--set", "a.b.c=["], "the value is not TOML; write KEY=VALUE"),
    "set a decimal comma": ([*RUN, "--set", "product.quality=0,5"], "decimal comma; use a point: 0.5"),
    "set a percentage": ([*RUN, "--set", "failures.major_share=5%"], "no percent sign in TOML; write 0.05"),
    "set an unknown key": ([*RUN, "--set", "desk.agnets=3"], "unknown key; did you mean desk.agents?"),
    "set an unknown key elsewhere": ([*RUN, "--set", "agnets=3"], "unknown key; did you mean desk.agents?"),
    "set without its table": ([*RUN, "--set", "quality=0.3"], "unknown key; did you mean product.quality"),
    "set a table": (
        [*RUN, "--set", "staff=3"],
        "must be a table, got number 3; name one of its keys, such as staff.",
    ),
    "name with a way up": (["scenarios", "new", "../up"], "it may use a-z 0-9 _ -"),
    "name with a slash": (["scenarios", "new", "a/b"], "it may use a-z 0-9 _ -, up to 64 of them; try a-b"),
    "name with a backslash": (["scenarios", "new", "a\\b"], "it may use a-z 0-9 _ -, up to 64 of them; try a-b"),
    "hidden name": (["scenarios", "new", ".firm"], "it may use a-z 0-9 _ -, up to 64 of them; try firm"),
    "name with a point": (["scenarios", "new", "firm."], "it may use a-z 0-9 _ -, up to 64 of them; try firm"),
    "CON": (["scenarios", "new", "CON"], "try con-firm"),
    "nul": (
        ["scenarios", "new", "nul"],
        "'nul' is no name for a file on Windows; choose another, such as nul-firm",
    ),
    "name of 65": (["scenarios", "new", "x" * 65], "it may use a-z 0-9 _ -, up to 64 of them"),
    "empty name": (["scenarios", "new", ""], "it may use a-z 0-9 _ -, up to 64 of them; try "),
    "name of spaces": (["scenarios", "new", "  "], "it may use a-z 0-9 _ -, up to 64 of them; try "),
    "like nothing there is": (["scenarios", "new", "x", "--like", "goods"], "no such scenario; did you mean"),
    "no match": (["scenarios", "list", "qqq"], "no scenario matches 'qqq'; scenarios list shows all there are"),
    "no claim": (["claims", "--only", ","], "--only names nothing; write --only A4,A9,B, or leave it out"),
    "no fact": (["facts", "--only", ""], "--only names nothing; write --only F1,F2, or leave it out"),
    "hostile word": (["\x1b[2J\u202e"], "no such command: '\\x1b[2J\\u202e'"),
    "word with a NUL": (["run", "a\0b"], "a\\x00b: is no path"),
}


@pytest.mark.parametrize("case", COMMAND_LINES)
def test_a_command_line_that_makes_no_sense_is_refused(refused, case):
    arguments, wrong = COMMAND_LINES[case]
    assert wrong in refused(*arguments)


@pytest.mark.parametrize(
    "arguments", [["scenarios", "check", "it.toml"], ["scenarios", "new", "firm"]], ids=" ".join
)
def test_a_working_directory_that_is_gone_is_named(say, here, arguments):
    here.rmdir()
    said = say(*arguments)
    assert said.code in (2, 3)
    (line,) = said.err.splitlines()
    assert "no such" in line.lower() or "no longer there" in line


# --- what looks wrong and is accepted -----------------------------------------------------------------------

FINE = {
    "byte order mark": b"\xef\xbb\xbfdays = 3",
    "Windows line ends": b"days = 3\r\n[product]\r\nquality = 0.5\r\n",
    "nobody": b"population = 0",
    "no staff": b"desk.agents = 0",
    "one customer, one day": b"population = 1\ndays = 1\nreplications = 1",
    "one channel": b"desk.phone.share = 1\ndesk.chat.share = 0\ndesk.email.share = 0",
    "empty segment": b"[[segments]]\nname = 'a'\nshare = 1\n[[segments]]\nname = 'b'\nshare = 0",
    "shares that miss one by rounding": b"desk.arrival_profile = [0.3333333333, 0.3333333333, 0.3333333334]",
    "whole number for a real one": b"product.quality = 1",
    "Japanese, emoji, right to left": 'title = "東京 😀 עברית"'.encode(),
    "mathematics": rb'title = "$\\frac$ costs $4 or $5"',
    "markup": b'title = "[red]x[/red] <script>alert(1)</script> _hidden =cmd|x"',
    "largest seed": b"seed = 9_007_199_254_740_991",
}


@pytest.mark.parametrize("case", FINE)
def test_what_looks_wrong_and_is_not_is_accepted(say, here, case):
    Path("it.toml").write_bytes(FINE[case])
    said = say("scenarios", "check", "it.toml")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("it.toml: fine (")
    assert [file.name for file in here.iterdir()] == ["it.toml"]


def test_a_desk_without_staff_is_noted(say):
    Path("it.toml").write_text("desk.agents = 0")
    out = " ".join(say("scenarios", "check", "it.toml").out.split())
    assert "the desk has no staff: every contact will be abandoned" in out


@pytest.mark.parametrize("case", ["nobody", "one customer, one day", "Japanese, emoji, right to left", "markup"])
def test_what_looks_wrong_and_is_not_can_be_run(say, case):
    small = {"population": 60, "represents": 1, "days": 3, "replications": 2}
    text = FINE[case].decode()
    more = "".join(f"{key} = {value}\n" for key, value in small.items() if key not in text)
    Path("it.toml").write_text(f"{more}{text}", "utf-8")
    said = say("run", "it.toml", "--workers", "1")
    assert said.code == 0
    assert "nan" not in said.out.lower().replace("finance", "")
    if case == "markup":
        assert "[red]x[/red] <script>alert(1)</script> _hidden =cmd|x" in " ".join(said.out.split())

"""Nonsense in, a line out: mutated scenario files and command lines never end in a traceback.

The two thousand files are the same in every run. More of them, from other seeds:
`python -m tests.cli.test_fuzz 20000 7` tries twenty thousand from seed 7 and prints what went wrong.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.cli.door import COMMANDS
from sim.cli.endings import carry_out
from sim.errors import MachineError
from sim.scenario import Scenario, folder, names, parameters
from tests.moments import within_a_second

pytestmark = pytest.mark.no_cover

FILES = 2_000
FEW = 700
"""In CI; all of them behind the slow marker."""
LONGEST_LINE = 1_100
LINE = re.compile(r"error: .+|and \d+ more")

PIECES = b"""\
title = "Two kinds of people"
extends = ["archetypes/subscription", "service/poor"]
description = '''of more
than one line'''
desk.arrival_profile = [0.25, 0.5, 0.25]
journey = { entry = { quality = 0.5 }, exit = { days = 2.0 } }

[[segments]]
name = "families"
share = 0.4
priority = 1
product.usage_rate = 0.5
[[segments]]
name = "others"
share = 0.6
desk.phone = { patience_minutes = 3.0 }

[[changes]]
from_day = 90
desk.agents = 30
[[changes]]
from_day = 180
marketing = { promise = 0.9 }
"""
VALUES = (  # noqa: SIM905 - as they stand in a file, which a list of quoted texts would not show
    "true false nan -inf inf 1e400 -1e-400 0 -0.0 1 -1 2.5 1e9 9223372036854775808 0x1F 0o17 0b1 1_000 1979-05-27 "
    '07:32:00 1979-05-27T07:32:00Z [] {} [1,2] [[[]]] {a=1} \'\' "" "x" \'\'\'x\'\'\' "\\u0000" "\\ud800" "\\n" '
    "0,5 5% yes None 1,000 = # [ ] { } . , \\ \" '"
).split()
CHARACTERS = [
    "\0",
    "\x1b",
    "\x7f",
    "\x85",
    "\u202e",
    "\u2028",
    "\ufeff",
    "é",
    "東",
    "😀",
    "\r",
    "\t",
    "\x0b",
    "“",
    "−",
]
TOKEN = re.compile(rb"[\w.]+|[^\w\s]|\s+")


# --- mutations: each takes luck and the content of a file, and gives another content ---------------------------


def flip_bytes(luck, content):
    changed = bytearray(content)
    for _ in range(luck.randint(1, 8)):
        changed[luck.randrange(len(changed))] ^= 1 << luck.randrange(8)
    return bytes(changed)


def swap_tokens(luck, content):
    tokens = TOKEN.findall(content)
    one, other = luck.randrange(len(tokens)), luck.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return b"".join(tokens)


def delete_span(luck, content):
    start = luck.randrange(len(content))
    return content[:start] + content[start + luck.randint(1, 40) :]


def truncate(luck, content):
    return content[: luck.randrange(len(content))]


def duplicate_line(luck, content):
    lines = content.split(b"\n")
    lines.insert(luck.randrange(len(lines)), luck.choice(lines))
    return b"\n".join(lines)


def shuffle_lines(luck, content):
    lines = content.split(b"\n")
    luck.shuffle(lines)
    return b"\n".join(lines)


def mistype_key(luck, content):
    keys = list(re.finditer(rb"(?m)^#?([\w.]+)(?= *=)", content))
    if not keys:
        return b"qualty = 1\n" + content
    key = bytearray(luck.choice(keys)[1])
    place = luck.randrange(len(key))
    match luck.randrange(3):
        case 0:
            key[place : place + 2] = key[place : place + 2][::-1]
        case 1:
            del key[place]
        case _:
            key.insert(place, luck.choice(b"aeiou._-"))
    return put(luck.choice(keys), bytes(key), content)


def change_value(luck, content):
    values = list(re.finditer(rb"(?m)= *(.*)$", content))
    new = luck.choice(VALUES).encode()
    return put(luck.choice(values), new, content) if values else new


def write_any_key(luck, content):
    key = luck.choice([*parameters(), "segments", "changes", "extends", "segments.share"])
    return content + f"\n{key} = {luck.choice(VALUES)}\n".encode()


def put_a_character(luck, content):
    place = luck.randrange(len(content))
    return content[:place] + luck.choice(CHARACTERS).encode() + content[place:]


def nest(luck, content):
    deep = luck.choice([2, 8, 31, 32, 33, 200])
    shape = luck.choice([b"[" * deep + b"]" * deep, b"{a=" * deep + b"1" + b"}" * deep, b"[" * deep])
    name = luck.choice([b"days", b"desk", b"product.quality", b"segments", b"x", b".".join([b"a"] * deep)])
    return luck.choice([name + b" = " + shape + b"\n" + content, content + b"\n[" + name + b"]\n"])


def put(found, new, content):
    start, end = found.span(1)
    return content[:start] + new + content[end:]


MUTATIONS = [
    flip_bytes,
    swap_tokens,
    delete_span,
    truncate,
    duplicate_line,
    shuffle_lines,
    mistype_key,
    change_value,
    write_any_key,
    put_a_character,
    nest,
]


def sources():
    """Give the contents to mutate: the files that come with the program, and one with everything."""
    return [*((folder() / f"{name}.toml").read_bytes() for name in names()), PIECES]


def mutated(luck, contents):
    """Give one file that has been changed in up to four ways."""
    content = luck.choice(contents)
    for mutate in luck.choices(MUTATIONS, k=luck.choice([1, 1, 2, 2, 3, 4])):
        content = mutate(luck, content or b"\n")
    return content


# --- what comes of it ---------------------------------------------------------------------------------------


def said(*arguments):
    """Say an argument list and give the exit code, what was printed, and the seconds that it took."""
    out, err = io.StringIO(), io.StringIO()
    began = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = carry_out(arguments)
    return SimpleNamespace(code=code, out=out.getvalue(), err=err.getvalue(), seconds=time.process_time() - began)


def faults_of(answer, codes):
    """Say what is wrong with an answer, whatever it answers."""
    lines = answer.err.splitlines()
    return [
        fault
        for fault, is_there in {
            f"exit code {answer.code}": answer.code not in codes,
            f"{answer.seconds:.1f} s": not within_a_second(answer.seconds),
            "failed in silence": answer.code != 0 and not lines,
            "a line that is no complaint": answer.code != 0 and not all(map(LINE.fullmatch, lines)),
            "a line that is too long": max(map(len, lines), default=0) > LONGEST_LINE,
            "a line that steers the terminal": not all(map(str.isprintable, lines)),
        }.items()
        if is_there
    ]


def tried(content):
    """Check a file of this content; give the exit code and what is wrong with the answer."""
    Path("it.toml").write_bytes(content)
    answer = said("scenarios", "check", "it.toml")
    faults = faults_of(answer, {0, 2})
    if answer.code == 0:
        spec = Scenario.load("it.toml")
        Path("again.toml").write_text(spec.to_toml(), "utf-8", newline="")
        faults += ["another digest once written and read"] * (Scenario.load("again.toml").digest != spec.digest)
        Path("again.toml").unlink()
    faults += ["wrote something"] * (os.listdir() != ["it.toml"])
    return answer.code, faults


@pytest.mark.parametrize("many", [FEW, pytest.param(FILES, marks=pytest.mark.slow)])
def test_mutated_files_end_in_a_line_each(tmp_path, monkeypatch, many, record_property):
    monkeypatch.chdir(tmp_path)
    contents, codes = sources(), []
    tried(PIECES)  # loads what it needs, before the clock is looked at
    for number in range(many):
        content = mutated(random.Random(number), contents)
        code, faults = tried(content)
        assert not faults, (number, faults, content)
        codes.append(code)
    record_property("mutated files", many)
    assert codes.count(0) > many / 20, "hardly any file was still a scenario: the mutations are too coarse"
    assert codes.count(2) > many / 3, "hardly any file was wrong: the mutations are too tame"


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_every_mutation_changes_something(mutate):
    results = {mutate(random.Random(number), PIECES) for number in range(20)}
    assert len(results) > 5
    assert mutate(random.Random(0), b"\n") is not None


# --- command lines ------------------------------------------------------------------------------------------

OPTIONS = (  # noqa: SIM905
    "--set --seed --replications --workers --engine --out --fresh --open --json --quiet --debug --version --help "
    "-h --like --folder --resolved --but --precision --max-replications --bad --set=desk.agents=3 --better "
    "--weak --strong --poor --excellent --stories --uncertainty "
    "--seed=random -- -"
).split()
WORDS = (  # noqa: SIM905
    "list show check new replay default product/weak goods it.toml no.toml . .. / here my-firm CON ../up 0 1 -1 "
    "2 1e9 random fast plain desk.agents=3 desk.agnets=3 a.b.c=[ population=0 population=1e12 retention=0.01 "
    "quality=0,5"
).split()
SHORT_TEXTS = st.text(st.characters(), max_size=8)
ARGUMENTS = st.lists(st.sampled_from([*COMMANDS, *COMMANDS, *OPTIONS, *WORDS, *WORDS]) | SHORT_TEXTS, max_size=7)


@pytest.fixture(scope="module")
def nothing_runs():
    """Let no command line get as far as a simulation, or open a window."""

    def refuse(*_, **__):
        raise MachineError("no simulation in this test")

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as place:
        patch.setattr(import_module("sim.simulate"), "records_of", refuse)
        patch.setattr(import_module("sim.simulate").Job, "run", refuse)
        patch.setattr(import_module("sim.experiment.sweep"), "crew_of", refuse)
        patch.setattr(import_module("sim.questions.verify"), "verify", refuse)
        patch.setattr("webbrowser.open", refuse)
        patch.chdir(place)
        Path("it.toml").write_bytes(PIECES)
        yield Path(place)


@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(ARGUMENTS)
@example(["scenarios", "--like", "new"])
@example(["run", "\0"])
@example(["run", "it.toml", "--out", "\udc80"])
@example(["scenarios", "check", "\udc80\udcff"])
@example(["scenarios", "new", "x", "--folder", "\udc80"])
@example(["--set", "a" * 100_000 + "=1"])
def test_no_command_line_ends_in_a_traceback(nothing_runs, arguments):
    before = {*nothing_runs.rglob("*")}
    answer = said(*[word for word in arguments if word != "--debug"])
    codes = {0, 1, 2, 3, 4}
    faults = [fault for fault in faults_of(answer, codes) if not fault.endswith(" s")]
    assert not faults, (answer.code, answer.err)
    if answer.code == 2:
        assert {*nothing_runs.rglob("*")} == before


if __name__ == "__main__":
    many, seed = (int(word) for word in [*sys.argv[1:], str(FILES), "0"][:2])
    given_files = sources()
    os.chdir(tempfile.mkdtemp())
    wrong = 0
    for count in range(many):
        broken = mutated(random.Random(f"{seed}-{count}"), given_files)
        _, found = tried(broken)
        if found:
            wrong += 1
            print(count, found, broken, sep="\n")
    print(f"{many} files from seed {seed}, {wrong} of them answered wrongly")
    sys.exit(wrong > 0)

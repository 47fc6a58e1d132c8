"""Writers that are killed: a script, so that forking is safe and a killed process is really one.

    python killed_writers.py steps FOLDER     kill a writer before each thing that it asks of the system
    python killed_writers.py naive FOLDER     the same with one that writes in place: it must be found out
    python killed_writers.py crowd FOLDER     let several write the same folder at once, some of them killed

Prints what went wrong, line by line, and at the end how many were killed.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from pathlib import Path

from sim.archive import seal, writing
from sim.archive.names import leftovers
from sim.errors import ResultsError

ASKED = {"open", "fcntl.flock", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir"}
WRITERS, ROUNDS = 4, 12


def write(folder, word):
    """Write a folder that says a word in every file."""
    with writing.written(folder) as building:
        fill(building, word)


def fill(folder, word):
    """Put three files into a folder."""
    (folder / "figures").mkdir(parents=True)
    for name in ("runs.csv", "provenance.json", "figures/one.svg"):
        (folder / name).write_text(word * 100, encoding="utf-8")


def write_in_place(folder, word):
    """The broken twin: it removes the old folder and fills a new one."""
    shutil.rmtree(folder, ignore_errors=True)
    fill(folder, word)
    seal.seal(folder)


def said(folder):
    """Give the word of a folder, None if it is not there, or what is wrong with it."""
    if not folder.exists():
        return None
    try:
        sums = seal.sums(folder)
    except ResultsError as error:
        return str(error)
    if wrong := seal.broken(folder, sums, sums):
        return str(wrong)
    words = {(folder / name).read_text(encoding="utf-8")[:3] for name in sums}
    return words.pop() if len(words) == 1 and len(sums) == 3 else f"mixed: {words}"


def die_before(step):
    """Let this process be killed before the given thing that it asks of the system."""
    asked = 0

    def count(event, _arguments):
        nonlocal asked
        if event in ASKED:
            asked += 1
            if asked == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def dies_at(step, work):
    """Do the work in a process that is killed before the given step; tell whether it came that far."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    die_before(step)
    work()
    os._exit(0)


def steps(place, write=write):
    """Kill a writer at every step, with and without an older folder in its way."""
    killed = 0
    for older in (None, "old"):
        step, died = 0, True
        while died:
            step += 1
            shutil.rmtree(place, ignore_errors=True)
            folder = place / "default-00000000" / "seed-1"
            if older:
                write(folder, older)
            died = dies_at(step, lambda folder=folder: write(folder, "new"))
            writing.settle(folder)
            found = said(folder)
            if found not in ({older, "new"} if died else {"new"}):
                print(f"killed at step {step} over {older}: {found}")
            write(folder, "end")
            if said(folder) != "end" or len(os.listdir(folder.parent)) != 1:
                print(f"killed at step {step} over {older}, then: {said(folder)}, {os.listdir(folder.parent)}")
            killed += died
    return killed


def crowd(place):
    """Let several write at once and kill some of them somewhere."""
    folder, dice, killed = place / "default-00000000" / "seed-1", random.Random(1), 0
    write(folder, "old")
    for number in range(ROUNDS):
        steps = [dice.randrange(1, 400) for _ in range(WRITERS)]
        writers = [os.fork() or writer(folder, step) for step in steps]
        for each, child in enumerate(writers):
            status = os.waitpid(child, 0)[1]
            killed += os.WIFSIGNALED(status)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status):
                print(f"round {number}: writer {each} failed")
        writing.settle(folder)
        if said(folder) not in ("old", "new"):
            print(f"round {number}: {said(folder)}")
    write(folder, "end")
    left = [entry.name for state in ("partial", "replaced") for entry in leftovers(folder, state)]
    if said(folder) != "end" or left:
        print(f"at the end: {said(folder)}, {left}")
    return killed


def writer(folder, step):
    """Write a few times in a process of its own, which may be killed on the way."""
    die_before(step)
    try:
        for _ in range(3):
            write(folder, "new")
    except BaseException as error:
        print(f"a writer failed: {error!r}", flush=True)
        os._exit(1)
    os._exit(0)


WAYS = {"steps": steps, "naive": lambda place: steps(place, write_in_place), "crowd": crowd}

if __name__ == "__main__":
    print("killed", WAYS[sys.argv[1]](Path(sys.argv[2])))

"""Sweeps that are killed, or have no room: a script, so that forking is safe and a killed process is really one.

    python killed_sweeps.py FOLDER steps 29     kill a sweep before every 29th thing that it does to the disk
    python killed_sweeps.py FOLDER naive 60     the same with a store that does not wait for the disk
    python killed_sweeps.py FOLDER room 9000    let files grow no further than so many bytes, and so many more
    python killed_sweeps.py FOLDER disk 2000    the same with a small disk, which FOLDER has to be

    python killed_sweeps.py FOLDER locks 0      see who holds a folder that parents, children and the dead held
    python killed_sweeps.py FOLDER stranger 0   read a sweep as somebody who may not write there
    python killed_sweeps.py FOLDER once 0       make the sweep once, for `strace` to get in its way
    python killed_sweeps.py FOLDER look 0       hold what that left to what it promises

or several of them, one after the other. Prints what went wrong, line by line, after a # what was said, and at the
end of each how many were killed or stopped.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import time
from pathlib import Path

import pyarrow.parquet  # noqa: F401  once, not in every child
from small_sweep import ended, plan

from sim.archive import checking, ledger_file
from sim.archive.catalogue import entry
from sim.errors import MachineError, UsageError
from sim.experiment.store import Store

ASKED = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "sqlite3.connect"}
BATCH = 5
NOBODY = 65534


def sweep(folder, say=lambda runs: None):
    """Make what is missing of the small sweep, batch by batch; say which runs are kept as soon as they are."""
    with Store.begin(folder, plan(), command="sweep tiny") as store:
        there = store.finished | store.failed
        missing = [run for run in plan().runs if run not in there]
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            store.add(map(ended, batch))
            say(batch)
        store.export()


def careless(folder, say):
    """The broken twin: it says that a batch is kept before it is."""
    with Store.begin(folder, plan()) as store:
        kept, runs = [], [run for run in plan().runs if run not in store.finished | store.failed]
        for first in range(0, len(runs), BATCH):
            kept += runs[first : first + BATCH]
            say(runs[first : first + BATCH])
        store.add(map(ended, kept))
        store.export()


def die_before(step):
    """Let this process be killed before the given thing that it does to the disk, a statement of SQL included."""
    done = 0

    def count(*_):
        nonlocal done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def connected(address, *first):
        database = connect(address, *first)
        database.set_trace_callback(count)
        return database

    connect, ledger_file.connected = ledger_file.connected, connected
    sys.addaudithook(lambda event, _arguments: count() if event in ASKED else None)


def in_a_child(work):
    """Do something in a process of its own and give how that ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 1
    try:
        work()
        code = 0
    except MachineError as trouble:
        code = 3
        print(f"# {trouble}", flush=True)
    except BaseException as error:
        print(f"unexpected: {error!r}", flush=True)
    os._exit(code)


def told_into(file):
    """Give a function that notes runs in a file, which is there at once."""

    def say(runs):
        with file.open("a", encoding="utf-8") as stream:
            stream.write("".join(f"{json.dumps([run.point, run.replication])}\n" for run in runs))

    return say


def look(folder, told, at):
    """Hold a folder to what it promises: all that was said to be kept is there, the rest comes as if unbroken."""
    promised = {tuple(json.loads(line)) for line in told.read_text().splitlines()} if told.exists() else set()
    there = set()
    if (folder / "sweep.db").exists():
        with Store.open(folder) as store:
            there = {(run.point, run.replication) for run in store.finished | store.failed}
            right = {tuple(one): ended_bits(one) for one in there}
            wrong = [row.key for row in store.ledger.rows(finished=True) if row.numbers != right[row.key]]
            if wrong:
                print(f"{at}: other numbers: {wrong}")
        if damage := checking.checked(folder).damage:
            print(f"{at}: {damage}")
    if lost := promised - there:
        print(f"{at}: {len(lost)} runs lost")
    made = []
    sweep(folder, made.extend)
    if len(made) != len(list(plan().runs)) - len(there):
        print(f"{at}: {len(made)} computed again, {len(there)} were there")
    if told_wrong := finished_wrong(folder):
        print(f"{at}, then: {told_wrong}")


def ended_bits(key):
    """Give the bits of a run as it should be."""
    from sim.archive.ledger_row import packed
    from sim.experiment.run import Failed, Run

    one = ended(Run(*key))
    return b"" if isinstance(one, Failed) else packed(list(one.values.values()))


def finished_wrong(folder):
    """Say what is wrong with a folder that should be finished."""
    verdict = checking.checked(folder)
    with Store.open(folder) as store, Store.begin(None, plan()) as unbroken:
        unbroken.add(map(ended, plan().runs))
        if store.digest != unbroken.digest:
            return "another digest"
    names = {entry.name for entry in folder.iterdir()}
    expected = {"SHA256SUMS", "failures.csv", "plan.json", "provenance.json", "runs.csv", "runs.parquet"}
    expected |= {"sweep.db", "sweep.lock"}
    return str(verdict.damage or verdict.foreign or names ^ expected or "")


def steps(place, every, work=sweep):
    """Kill a sweep before every so manieth step, from the first to the last."""
    killed, step, died = 0, 1, True
    while died:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        folder, told = place / "tiny", place / "told"

        def victim(step=step, folder=folder, told=told):
            die_before(step)
            work(folder, told_into(told))

        died = os.WIFSIGNALED(in_a_child(victim))
        killed += died
        in_a_child(lambda folder=folder, told=told, step=step: look(folder, told, f"killed at step {step}"))
        step += every
    return killed


def room(place, every):
    """Let no file grow beyond a limit, which is raised until all fits: what is kept stays, and that is said."""
    stopped, limit, code = 0, 0, 3
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    while code == 3:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        folder, told = place / "tiny", place / "told"
        told.touch()

        def cramped(limit=limit, folder=folder):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            sweep(folder)

        code = os.waitstatus_to_exitcode(in_a_child(cramped))
        stopped += code == 3
        in_a_child(lambda folder=folder, told=told, limit=limit: look(folder, told, f"at {limit} bytes"))
        limit += every
    return stopped


def disk(place, every):
    """Leave ever more room on a small disk: a file takes what there should be none of."""
    stopped, free, code = 0, 0, 3
    ballast = place / "ballast"
    while code == 3:
        shutil.rmtree(place / "tiny", ignore_errors=True)
        ballast.unlink(missing_ok=True)
        size = shutil.disk_usage(place).free - free
        with ballast.open("wb") as stream:
            stream.write(b"\0" * max(0, size))
        told = place / "tiny" / "none"

        def cramped():
            sweep(place / "tiny")

        code = os.waitstatus_to_exitcode(in_a_child(cramped))
        stopped += code == 3
        ballast.unlink()
        in_a_child(lambda told=told, free=free: look(place / "tiny", told, f"with {free} bytes free"))
        free += every
    return stopped


def once(place, _every):
    """Make the sweep in this process, and end as the program would."""
    place.mkdir(parents=True)
    try:
        sweep(place / "tiny", told_into(place / "told"))
    except MachineError as trouble:
        print(f"# {trouble}", flush=True)
        sys.exit(trouble.exit_code)
    return 0


def look_once(place, _every):
    """Look at what `once` has left."""
    look(place / "tiny", place / "told", "then")
    return 0


def locks(place, _every):
    """Let a child live on when its parent has let a folder go, and kill a process that holds one."""
    shutil.rmtree(place, ignore_errors=True)
    store = Store.begin(place / "tiny", plan())
    ready, waiting = os.pipe()
    child = os.fork()
    if not child:
        os.close(waiting)
        os.read(ready, 1)
        os._exit(0)
    refused(place, os.getpid())
    store.close()
    Store.begin(place / "tiny", plan()).close()
    os.close(waiting)
    os.waitpid(child, 0)
    ready, waiting = os.pipe()
    child = os.fork()
    if not child:
        held = Store.begin(place / "tiny", plan())
        os.write(waiting, b"x")
        signal.pause()
        held.close()
    os.read(ready, 1)
    refused(place, child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    Store.begin(place / "tiny", plan()).close()
    return 1


def refused(place, who):
    """Try to begin a second sweep, and hold the refusal to its word."""
    began = time.monotonic()
    try:
        Store.begin(place / "tiny", plan())
    except UsageError as error:
        if f"another sweep is at work there (process {who}, since 20" not in str(error):
            print(error)
    else:
        print("a second sweep was not refused")
    if time.monotonic() - began > 1:
        print(f"it took {time.monotonic() - began} s")


def stranger(place, _every):
    """Read a finished sweep as somebody who may only read, and try to write."""
    shutil.rmtree(place, ignore_errors=True)
    sweep(place / "tiny")
    for above in (place, *place.parents):
        if above.stat().st_mode & 0o055 != 0o055:
            above.chmod(above.stat().st_mode | 0o055)

    def read():
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        with Store.open(place / "tiny") as store:
            seen = len(store.runs), checking.checked(place / "tiny").damage, entry(place / "tiny").state
        if seen != (21, (), "finished, 3 failed"):
            print(seen)
        for folder in (place / "tiny", place / "new"):
            try:
                Store.begin(folder, plan(), command="again")
            except MachineError as trouble:
                print(f"# {trouble}", flush=True)

    if in_a_child(read):
        print("the reader failed")
    return 1


WAYS = {
    "locks": locks,
    "stranger": stranger,
    "once": once,
    "look": look_once,
    "steps": steps,
    "naive": lambda place, every: steps(place, every, careless),
    "room": room,
    "disk": disk,
}

if __name__ == "__main__":
    for way, every in zip(sys.argv[2::2], sys.argv[3::2], strict=True):
        print("stopped", WAYS[way](Path(sys.argv[1]), int(every)), flush=True)

"""Workers that are copies of a process: it has no threads, is there once, and asks nothing of who has no need."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from sim import processes

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every worker is a Python of its own")

ASKED = """
import json, os
from pathlib import Path
from sim import processes

def seen():
    server = Path("/proc", str(os.getppid()))
    return {"server": os.getppid(), "threads": len(list((server / "task").iterdir())), "deaf": deaf(server)}

def deaf(process):
    '''Tell whether Ctrl-C is blocked: a process and its copies have that in common.'''
    blocked = next(line for line in (process / "status").read_text().splitlines() if line.startswith("SigBlk"))
    return bool(int(blocked.split()[1], 16) & 2)

if __name__ == "__main__":
    from concurrent.futures import ProcessPoolExecutor
    before = dict(os.environ)
    found = []
    for modules in (processes.FOR_SWEEPS, processes.FOR_RUNS):
        with ProcessPoolExecutor(1, mp_context=processes.context(*modules)) as pool:
            found.append(pool.submit(seen).result())
    assert dict(os.environ) == before
    print(json.dumps(found))
"""


def python(program, folder, *words, **environment):
    """Run a program from a file in a folder."""
    file = Path(folder, "program.py")
    file.write_text(textwrap.dedent(program), encoding="utf-8")
    return subprocess.run(
        [sys.executable, *words, str(file)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_one_server_without_threads_that_does_not_hear_ctrl_c_serves_all(tmp_path):
    import json

    done = python(ASKED, tmp_path)
    assert done.stderr == ""
    first, second = json.loads(done.stdout)
    assert first == second
    assert (first["threads"], first["deaf"]) == (1, True)


def test_a_command_and_its_workers_look_for_garbage_seldom_and_a_library_leaves_that_to_its_user(tmp_path):
    program = """
    import gc
    from concurrent.futures import ProcessPoolExecutor
    from sim import cli, processes, simulate

    if __name__ == "__main__":
        found = [gc.get_threshold()[0]]
        with ProcessPoolExecutor(1, mp_context=processes.context(*processes.FOR_RUNS)) as pool:
            found.append(pool.submit(gc.get_threshold).result()[0])
        try:
            cli.main(["--version"])
        except SystemExit:
            found.append(gc.get_threshold()[0])
        print(found[0] < 10_000, found[1:])
    """
    seldom = processes.NEW_OBJECTS
    assert python(program, tmp_path).stdout.splitlines()[-1] == f"True {[seldom, seldom]}"


def test_the_server_loads_from_where_the_program_does_and_not_from_where_it_stands(tmp_path):
    (tmp_path / "mesa.py").write_text("raise SystemExit('not meant')", encoding="utf-8")
    script = tmp_path / "elsewhere"
    script.mkdir()
    program = script / "program.py"
    program.write_text(ASKED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_where_there_is_no_place_for_a_socket_workers_are_spawned(tmp_path):
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    program = """
    from sim import processes
    if __name__ == "__main__":
        print(processes.method(*processes.FOR_RUNS))
    """
    assert python(program, tmp_path, TMPDIR=str(deep)).stdout == "spawn\n"
    assert python(program, tmp_path, TMPDIR=str(tmp_path)).stdout == "forkserver\n"


def test_a_thread_spawns_its_workers_since_the_server_would_end_with_it():
    found = []
    thread = threading.Thread(target=lambda: found.append(processes.method()))
    thread.start()
    thread.join()
    assert found == ["spawn"]


@pytest.mark.parametrize("made", ["simulate(SPEC, replications=2, workers=2)", "sweep(SPEC, VARY, workers=2)"])
@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_a_script_without_a_guard_is_told_so_before_any_worker_begins(tmp_path, made, method):
    program = f"""
    from sim import processes
    processes.COPIES = {method == "forkserver"}
    from sim import Scenario, simulate, sweep
    SPEC = Scenario().but({{"population": 60, "represents": 1, "days": 15}})
    VARY = {{"product.quality": [0.3, 0.6]}}
    {made}
    """
    done = python(program, tmp_path)
    assert done.returncode == 1
    told = "sim.errors.UsageError: workers begin by running program.py again; call it below `if __name__ =="
    assert done.stderr.splitlines()[-1].startswith(told)
    assert done.stderr.count("Traceback") == 1


def test_what_is_no_script_needs_no_guard(tmp_path):
    made = "from sim import processes; print(processes.method(*processes.FOR_RUNS))"
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "__main__.py").write_text(made, encoding="utf-8")
    for words in (["-c", made], ["-m", "package"]):
        done = subprocess.run(
            [sys.executable, *words], env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ("forkserver\n", "")


def test_a_server_that_ends_while_it_loads_is_machine_trouble(tmp_path):
    (tmp_path / "fatal.py").write_text("import os; os._exit(9)", encoding="utf-8")
    program = """
    from sim import Scenario, processes, simulate
    from sim.errors import MachineError
    if __name__ == "__main__":
        processes.FOR_RUNS = ("fatal",)
        try:
            simulate(Scenario().but({"population": 60, "represents": 1, "days": 15}), replications=2, workers=2)
        except MachineError as error:
            print(error)
    """
    done = python(program, tmp_path)
    assert done.stdout.startswith("a worker process was ended")
    assert (done.returncode, done.stderr) == (0, "")

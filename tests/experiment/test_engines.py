"""Workers of Dask: seen when they are there, missed when they are not, and replaced when they die."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.errors import MachineError, UsageError
from sim.experiment import engines
from sim.experiment.crew import alone
from sim.experiment.engines import NOBODY_SECONDS, DaskCrew, cluster_crew, local_crew
from sim.experiment.run import Failed, Measures, Run
from sim.results import ENGINE_VERSION
from tests.experiment.test_runner import Nothing, make, plan_of

DIES_AT = 0.3


@dataclass(frozen=True)
class Dies(Nothing):
    """An outcome over whose fourth point every worker dies."""

    def worlds(self, scenario):
        if scenario.product.quality == DIES_AT:
            os._exit(1)
        return ()


class Scheduler:
    def identity(self, n_workers):
        raise AssertionError("is asked by the client")


class Client:
    """A client whose scheduler says what a test wants it to."""

    def __init__(self, *workers, status="running", deaf=False):
        self.workers, self.status, self.deaf = list(workers), status, deaf
        self.scheduler = Scheduler()

    def sync(self, _call, **_how):
        if self.deaf:
            raise TimeoutError
        return {"workers": {str(at): {"nthreads": 2, "status": status} for at, status in enumerate(self.workers)}}

    def run_on_scheduler(self, function):
        return function()


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def crew_of(client, **how):
    clock = Clock()
    return DaskCrew(client, executor=None, clock=clock, **how), clock


def wait(crew, clock, seconds):
    for _ in range(int(seconds)):
        clock.now += 1.0
        crew.check()


def test_a_crew_is_as_wide_as_its_workers_and_grows_with_them():
    crew, clock = crew_of(client := Client("running", "running", "paused"))
    assert (crew.width, crew.room) == (4, 8)
    client.workers.append("running")
    wait(crew, clock, 2)
    assert crew.width == 6


def test_a_moment_without_workers_is_waited_for():
    crew, clock = crew_of(client := Client("running"))
    client.workers.clear()
    wait(crew, clock, NOBODY_SECONDS - 1)
    client.workers.append("running")
    wait(crew, clock, 2 * NOBODY_SECONDS)


@pytest.mark.parametrize("how", ["none", "paused", "deaf"])
def test_where_no_worker_is_left_that_takes_work_it_is_noticed(how):
    crew, clock = crew_of(client := Client("running"))
    client.workers = ["paused"] if how == "paused" else []
    client.deaf = how == "deaf"
    with pytest.raises(MachineError, match="no worker has been there for 20 seconds"):
        wait(crew, clock, NOBODY_SECONDS + 2)


def test_a_nanny_that_has_given_up_is_replaced():
    from distributed.core import Status

    asked_for = []
    nannies = {0: SimpleNamespace(status=Status.running), 1: SimpleNamespace(status=Status.failed)}
    cluster = SimpleNamespace(workers=nannies, worker_spec={0: "", 1: ""}, scale=asked_for.append)
    engines.replace_nannies(cluster, 2)
    assert (asked_for, cluster.worker_spec) == ([2], {0: ""})
    nannies.pop(1)
    engines.replace_nannies(cluster, 2)
    assert asked_for == [2]


def test_a_cluster_that_fails_to_start_is_started_again_and_given_up_in_the_end():
    tried = []

    def start(fails=3):
        tried.append(1)
        if len(tried) <= fails:
            raise RuntimeError("Nanny failed to start.")
        return "cluster"

    with pytest.raises(MachineError, match=r"the workers end before they begin, .* use --workers 1"):
        engines.started(start)
    assert engines.started(start) == "cluster"
    assert len(tried) == 4


def test_a_scheduler_that_is_gone_is_not_waited_for():
    crew, clock = crew_of(client := Client("running"))
    client.deaf, client.status = True, "closed"
    with pytest.raises(MachineError, match="the scheduler is gone"):
        wait(crew, clock, 2)


def test_workers_of_another_version_are_refused():
    class Mixed(Client):
        def run(self, function):
            return {"tcp://a": function(), "tcp://b": {"engine": 0}}

    with pytest.raises(
        UsageError, match=f"tcp://b has engine version 0, this program has {ENGINE_VERSION}; install the same"
    ):
        engines.refuse_other_versions(Mixed(), "tcp://x")


def test_a_scheduler_of_another_version_is_refused():
    class Old(Client):
        def run(self, function):
            return {"tcp://a": function()}

        def run_on_scheduler(self, function):
            return {"engine": 0}

    with pytest.raises(UsageError, match=f"the scheduler has engine version 0, this program has {ENGINE_VERSION}"):
        engines.refuse_other_versions(Old(), "tcp://x")


def test_workers_without_the_program_are_refused():
    class Empty(Client):
        def run(self, function):
            raise ModuleNotFoundError("No module named 'sim'", name="sim")

    with pytest.raises(UsageError, match="cannot import sim; install the same version"):
        engines.refuse_other_versions(Empty(), "tcp://x")


def test_a_cluster_without_workers_is_refused():
    class Deserted(Client):
        def run(self, function):
            return {}

    with pytest.raises(UsageError, match="no workers at tcp://x; start some with `dask worker tcp://x`"):
        engines.refuse_other_versions(Deserted(), "tcp://x")


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:8786", "tcp://here", "http://here:80", "tcp://x:abc"])
def test_what_is_no_address_is_refused_at_once(monkeypatch, address):
    monkeypatch.setattr(engines, "connected", lambda *_: pytest.fail("tried to connect"))
    with pytest.raises(UsageError, match="no scheduler at"), cluster_crew(address):
        pass


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://nowhere.invalid:8786"])
def test_an_address_without_a_scheduler_is_refused(monkeypatch, address):
    """Takes as long as one waits for it: `pytest -m slow tests/experiment/test_engines.py`."""
    monkeypatch.setattr(engines, "CONNECTING_SECONDS", 1.0)
    with (
        pytest.raises(UsageError, match=r"no scheduler at .*; start one with `dask scheduler`"),
        cluster_crew(address),
    ):
        pass


# --- in earnest -----------------------------------------------------------------------------------------------

quiet_dask = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning:distributed")


@pytest.mark.slow
@pytest.mark.no_cover
@quiet_dask
def test_workers_of_this_machine_give_the_same_rows_survive_and_leave_nothing(tmp_path, monkeypatch):
    """Starts two workers and kills some: `pytest -m slow tests/experiment/test_engines.py`."""
    monkeypatch.chdir(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    here = {result.run: result.values for result in make(alone(), Measures(), plan_of(3, 2))}
    with local_crew(2, scratch=scratch) as crew:
        assert crew.width == 2
        assert addresses_listened_to() <= {"127.0.0.1"}
        there = {result.run: result.values for result in make(crew, Measures(), plan_of(3, 2))}
        after_deaths = make(crew, Dies())
    assert repr(sorted(there.items(), key=lambda one: one[0])) == repr(
        sorted(here.items(), key=lambda one: one[0])
    )
    failed = [result for result in after_deaths if isinstance(result, Failed)]
    assert sorted(result.run for result in failed) == [Run(3, number) for number in range(4)]
    assert {result.deaths for result in failed} == {3}
    assert len(after_deaths) == 24
    assert [path.name for path in tmp_path.iterdir()] == ["scratch"]


def addresses_listened_to() -> set[str]:
    """Give where this process and those that it started listen, as far as the system tells."""
    mine = {str(os.getpid()), *descendants(str(os.getpid()))}
    listed = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=False).stdout.splitlines()
    return {line.split()[3].rpartition(":")[0] for line in listed if any(f"pid={pid}," in line for pid in mine)}


def descendants(process: str) -> list[str]:
    """Give the processes that one has started, and those that these have: workers are copies of one of them."""
    path = Path(f"/proc/{process}/task/{process}/children")
    children = path.read_text(encoding="ascii").split() if path.exists() else []
    return [*children, *(one for child in children for one in descendants(child))]

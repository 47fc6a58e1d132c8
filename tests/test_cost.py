"""What a run will cost: said before it starts, never less for more, and refused where it cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim import Scenario, simulate
from sim import cost as costs
from sim.cost import cost, memory, refuse_what_does_not_fit, refuse_what_takes_for_ever
from sim.crowd.sureness import learn_alike
from sim.errors import UsageError
from sim.model import JourneyModel

ROOT = Path(__file__).parents[1]
SMALL = {"population": 2_000, "represents": 1, "days": 40, "replications": 2}


@pytest.fixture(scope="module")
def firm():
    return Scenario.load("default").but(SMALL)


@pytest.fixture(autouse=True)
def a_known_machine(monkeypatch):
    """Let every machine be as fast as the one of the calibration, with 8 GB free."""
    monkeypatch.setattr(costs, "speed", lambda: 1.0)
    monkeypatch.setattr(costs, "free_memory", lambda: 8_000_000_000)


@pytest.mark.parametrize(
    "more", [{"population": 4_000}, {"days": 80}, {"represents": 50}, {"failures.rate": 0.02}]
)
def test_more_of_anything_costs_more_time_and_no_less_memory(firm, more):
    less, dearer = (cost([spec], replications=2) for spec in (firm, firm.but(more)))
    assert dearer.seconds > less.seconds
    assert dearer.memory.total >= less.memory.total


def test_more_runs_cost_more_and_more_workers_trade_memory_for_time(firm):
    few, many = (cost([firm.but({"days": 3_000})], replications=runs) for runs in (2, 8))
    assert many.seconds > few.seconds
    assert many.memory.total > few.memory.total
    shared = cost([firm.but({"days": 3_000})], replications=8, workers=2)
    assert shared.processes == 2
    assert shared.seconds < many.seconds
    assert shared.memory.total > many.memory.total


def test_the_plain_engine_takes_longer(firm):
    assert cost([firm], replications=1, engine="plain").seconds > cost([firm], replications=1).seconds


def test_a_faster_machine_takes_less_time(firm, monkeypatch):
    slow = cost([firm], replications=1).seconds
    monkeypatch.setattr(costs, "speed", lambda: 2.0)
    assert cost([firm], replications=1).seconds == slow / 2.0


@pytest.mark.parametrize("setting", [{}, {"protocol": "market"}])
def test_a_customer_takes_what_his_columns_take(firm, setting):
    spec = firm.but(setting)
    world = JourneyModel(spec)
    reckoned = costs.bytes_of_a_customer(spec)
    by_uses = 8 * learn_alike(spec)  # how sure all are is let go once they have arrived
    assert world.customers.bytes_each == reckoned - by_uses
    record = world.run()
    kept = in_memory(record.customers.values()) / spec.population
    assert kept == pytest.approx(costs.RECORD_OF_A_CUSTOMER, rel=0.1)
    columns = [getattr(world.customers, column.name) for column in fields(world.customers)]
    both = in_memory([*record.customers.values(), *columns]) / spec.population
    assert kept < both < reckoned


def test_a_day_takes_what_is_reckoned_with(firm):
    record = JourneyModel(firm).run()
    days = sum(column.nbytes for column in record.daily.values()) + record.flows.nbytes + record.stock.nbytes
    assert days / firm.days == pytest.approx(costs.RECORD_OF_A_DAY, rel=0.15)


def in_memory(columns):
    """Add up what holds these columns, once where several share it."""
    holders = {}
    for column in columns:
        holder = column
        while isinstance(getattr(holder, "base", None), np.ndarray):
            holder = holder.base
        holders[id(holder)] = getattr(holder, "nbytes", 0)
    return sum(holders.values())


# --- what cannot be had -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value"),
    [("population", 10**12), ("days", 10**7), ("represents", 10**9), ("population", 2**53 - 1)],
)
def test_what_cannot_fit_is_refused_with_the_largest_that_does(setting, value):
    spec = Scenario.load("default").but({setting: value})
    with pytest.raises(
        UsageError, match=rf"and this machine has 8 GB free; the largest {setting} that fits is"
    ) as no:
        refuse_what_does_not_fit([spec], replications=20)
    (fits,) = [int(word.partition("=")[2]) for word in str(no.value).split() if word.startswith(f"{setting}=")]
    refuse_what_does_not_fit([spec.but({setting: fits})], replications=20)
    with pytest.raises(UsageError):
        refuse_what_does_not_fit([spec.but({setting: 2 * fits})], replications=20)


def test_too_many_replications_are_refused_too(firm):
    with pytest.raises(UsageError, match="the largest replications that fits"):
        refuse_what_does_not_fit([firm], replications=10**9)


def test_a_machine_that_does_not_tell_its_memory_refuses_nothing(firm, monkeypatch):
    monkeypatch.setattr(costs, "free_memory", lambda: None)
    refuse_what_does_not_fit([firm.but({"population": 10**12})], replications=1)


def test_the_library_refuses_before_it_allocates(firm):
    with pytest.raises(UsageError, match="the largest population that fits"):
        simulate(firm.but({"population": 10**12}))


def test_a_run_of_days_is_refused_and_a_run_of_hours_is_not(firm):
    refuse_what_takes_for_ever(cost([firm], replications=1_000))
    with pytest.raises(UsageError, match="--yes"):
        refuse_what_takes_for_ever(cost([firm.but({"days": 100_000_000})], replications=1))


# --- against what is measured -------------------------------------------------------------------------------

PEAK = """
import resource
from sim import Scenario, simulate
spec = Scenario.load("default").but({{"population": {people}, "days": {days}}})
simulate(spec, replications={runs}).summary
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes on Linux, bytes on macOS, nothing on Windows")
@pytest.mark.parametrize(("people", "days", "runs"), [(5_000, 365, 2), (50_000, 90, 6), (200_000, 60, 2)])
def test_the_peak_of_memory_is_within_a_fifth_of_what_was_said(people, days, runs):
    script = PEAK.format(people=people, days=days, runs=runs)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    said = memory([Scenario.load("default").but({"population": people, "days": days})], replications=runs)
    assert int(ran.stdout) * 1024 == pytest.approx(said.total, rel=0.2)


def family(pid):
    """Give a process, its children, theirs, and so on."""
    children = Path("/proc", str(pid), "task", str(pid), "children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def shared_out(pid):
    """Give the bytes of a process, of what it shares with others its part; 0 where it has ended meanwhile."""
    try:
        told = Path("/proc", str(pid), "smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("Pss:")), 0)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="looks into /proc")
@pytest.mark.parametrize("workers", [2, 4])
def test_the_peak_of_workers_is_within_a_fifth_of_what_was_said(tmp_path, workers):
    """What their processes share is counted once; looked at fifty times a second."""
    how = {"population": 3_000, "represents": 1, "days": 365}
    program = tmp_path / "program.py"
    program.write_text(
        "from sim import Scenario, simulate\n"
        "if __name__ == '__main__':\n"
        f"    simulate(Scenario.load('default').but({how}), replications={3 * workers}, workers={workers})\n",
        encoding="utf-8",
    )
    running = subprocess.Popen([sys.executable, str(program)], env={**os.environ, "PYTHONPATH": str(ROOT)})
    peak = 0
    while running.poll() is None:
        with suppress(OSError):
            peak = max(peak, sum(map(shared_out, family(running.pid))))
        time.sleep(0.02)
    assert running.returncode == 0
    said = memory([Scenario.load("default").but(how)], replications=3 * workers, workers=workers)
    assert peak == pytest.approx(said.total, rel=0.2)

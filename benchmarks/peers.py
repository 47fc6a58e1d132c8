"""Time the desk and the crowd against other tools, in the same minutes and on the same tasks.

    python benchmarks/peers.py desk                first come first served, with patience: the same day for all
    python benchmarks/peers.py crowd               use, failure and churn of customers whom nobody serves
    python benchmarks/peers.py desk crowd --write  keep the run, and renew the tables of benchmarks/README.md

The other tools live in an environment of their own, made at the first call (`--python` chooses its Python; it
takes some minutes and is kept in `.peers/`). Each contestant is a process that waits for its turn: a round of one,
then of the next, on one core, in processor time. The medians are compared.

At the desk everybody must find the same contacts served, and the same minutes waited; the crowds have luck of
their own, so what became of them must agree within five standard errors. Another answer is no result.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from measuring import measuring
from tables import Comparison, Row, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
PLACE = HERE.parent / ".peers"
PEERS = ("agentpy", "ambr", "cimba", "ciw", "mesa", "nagasim", "salabim", "simpy")

PACKAGES = {"Trapeze": "trapeze-cx"}
"""Where a package is not called like the tool."""

CONTACTS = (600, 20_000)
AGENTS, MINUTES, PATIENCE = 10, 4.0, 5.0
"""A desk with as much work as agents: six in ten wait, and one in eight gives up."""
SAME_WAIT = 1e-4
"""Waits are sums of the same numbers in another order, and one tool tells them rounded."""

CROWDS = ((2_000, 100), (100_000, 100), (1_000_000, 100))
OBJECTS_UP_TO = 2_000
"""Tools whose agents are objects get no larger crowd: the time a customer-day takes them does not depend on it."""
APART = 5.03


@dataclass
class Contestant:
    """A tool that takes part: what it is called, how it works, and where it runs."""

    name: str
    module: str
    how: str
    ours: bool = False
    objects: bool = False
    version: str = ""
    rounds: list[float] = field(default_factory=list)
    told: dict[str, float] = field(default_factory=dict)

    @property
    def taken(self) -> float:
        """Seconds of a round, the median."""
        return median(self.rounds)


DESK = (
    Contestant("Trapeze", "lean_desk", "SimPy with callbacks", ours=True),
    Contestant("SimPy", "textbook_desk", "a resource, a process a contact"),
    Contestant("Ciw", "ciw_desk", "a node, reneging"),
    Contestant("salabim", "salabim_desk", "a resource, a component a contact"),
    Contestant("nagasim", "nagasim_desk", "blocks, on SimPy"),
    Contestant("Cimba", "cimba_desk", "compiled"),
)
CROWD = (
    Contestant("Trapeze", "fast_crowd", "columns", ours=True),
    Contestant("Mesa", "mesa_crowd", "an object a customer", objects=True),
    Contestant("AgentPy", "agentpy_crowd", "an object a customer", objects=True),
    Contestant("ambr", "ambr_crowd", "columns in Polars"),
)


DESK_TABLE = Comparison("desk", ("contacts", "tool"), {"us a contact": ",.2f", "of ours": ".1f"})
CROWD_TABLE = Comparison(
    "crowd", ("customers", "tool"), {"ns a live customer-day": ",.0f", "of ours": ".1f"}, by_kind=True
)


def main() -> None:
    """Let them play what is asked for."""
    options = arguments()
    peers = environment(options.python)
    for contest in options.contests:
        play_all, table = {"desk": (desk, DESK_TABLE), "crowd": (crowd, CROWD_TABLE)}[contest]
        with measuring() as session:
            rows = list(play_all(peers, options.rounds))
        tell(table, rows, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contests", nargs="+", choices=["desk", "crowd"])
    parser.add_argument("--python", default="python3.13", help="Python of the other tools: one of them needs 3.13")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the tables")
    return parser.parse_args()


def environment(python: str) -> Path:
    """Give the Python of the other tools, in an environment that is made where there is none."""
    inside = PLACE / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not inside.exists():
        print(f"making {PLACE.name}/ for {', '.join(PEERS)}", file=sys.stderr)
        subprocess.run([python, "-m", "venv", str(PLACE)], check=True)
        subprocess.run([str(inside), "-m", "pip", "install", "--quiet", *PEERS], check=True)
    return inside


def desk(peers: Path, rounds: int) -> Iterator[Row]:
    """Let every tool serve the same days, and give the rows of the table."""
    for contacts in CONTACTS:
        played = play(DESK, "desk", a_day(contacts), peers, rounds)
        first = played[0].told
        for each in played:
            assert each.told["contacts"] == first["contacts"], each.name
            assert each.told["abandoned"] == first["abandoned"], each.name
            assert math.isclose(each.told["waiting"], first["waiting"], rel_tol=SAME_WAIT), each.name
            yield (
                {"contacts": contacts}
                | row(each)
                | {
                    "us a contact": each.taken / contacts * 1e6,
                    "of ours": each.taken / played[0].taken,
                    "waiting": f"{each.told['waiting'] / contacts:.4f} min",
                }
            )


def a_day(contacts: int) -> dict[str, Any]:
    """Draw a day of Poisson arrivals with exponential talk and patience."""
    luck = np.random.default_rng(contacts)
    return {
        "arrival": np.cumsum(luck.exponential(MINUTES / AGENTS, contacts)).tolist(),
        "service": luck.exponential(MINUTES, contacts).tolist(),
        "patience": luck.exponential(PATIENCE, contacts).tolist(),
        "agents": AGENTS,
    }


def crowd(peers: Path, rounds: int) -> Iterator[Row]:
    """Let every tool live the same days with the same people, and give the rows of the table."""
    sys.path.insert(0, str(HERE / "peers" / "crowd"))
    from fast_crowd import task

    for people, days in CROWDS:
        able = [each for each in CROWD if people <= OBJECTS_UP_TO or not each.objects]
        played = play(able, "crowd", task(people, days), peers, rounds)
        for each in played:
            agree(each, played[0], people)
            yield (
                {"customers": people}
                | row(each)
                | {
                    "ns a live customer-day": each.taken / each.told["customer_days"] * 1e9,
                    "of ours": each.taken / played[0].taken,
                    "stayed": f"{each.told['stayed']:.3f}",
                    "CX": f"{each.told['cx']:+.4f}",
                }
            )


def agree(one: Contestant, other: Contestant, people: int) -> None:
    """Refuse crowds of which another share stayed, that had more or fewer failures, or felt otherwise."""
    stayed, failures = (np.array([each.told[what] for each in (one, other)]) for what in ("stayed", "failures"))
    assert abs(np.diff(stayed)) <= APART * math.sqrt(2.0 * stayed.mean() * (1.0 - stayed.mean()) / people), (
        one.name
    )
    # They come at rates that differ between people: at most twice the variance of a Poisson number.
    assert abs(np.diff(failures)) <= APART * math.sqrt(4.0 * failures.mean() / people), one.name
    felt, spread = (np.array([each.told[what] for each in (one, other)]) for what in ("cx", "cx_sd"))
    assert abs(np.diff(felt)) <= APART * math.sqrt(np.square(spread).sum() / people), one.name


def play(
    able: list[Contestant] | tuple[Contestant, ...], folder: str, task: dict[str, Any], peers: Path, rounds: int
) -> list[Contestant]:
    """Let contestants take turns at a task, all on one core; the first round is not counted."""
    for each in able:
        each.rounds.clear()
    stands = [stand(each, folder, task, peers) for each in able]
    try:
        for number in range(rounds + 1):
            for each, ask in zip(able, stands, strict=True):
                answer = ask("{}")
                each.told = answer["told"]
                if number:
                    each.rounds.append(answer["seconds"])
    finally:
        for ask in stands:
            ask("")
    return list(able)


def stand(each: Contestant, folder: str, task: dict[str, Any], peers: Path) -> Callable[[str], dict[str, Any]]:
    """Start a contestant's process and hand it the task; gives what asks it for a round, or with "" ends it."""
    python = sys.executable if each.ours else str(peers)
    command = [python, str(HERE / "peers" / "stand.py"), folder, each.module, PACKAGES.get(each.name, each.name)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    each.version = ask(process, json.dumps(task))["version"]
    return partial(ask, process)


def ask(process: subprocess.Popen[str], line: str) -> dict[str, Any]:
    """Send a line to a process and give its answer; with "" let it end."""
    assert process.stdin is not None
    assert process.stdout is not None
    if not line:
        process.stdin.close()
        process.wait()
        process.stdout.close()
        return {}
    print(line, file=process.stdin, flush=True)
    answer = process.stdout.readline()
    assert answer, f"{process.args} ended before its answer"
    return json.loads(answer)


def row(each: Contestant) -> Row:
    """Say who it is and how it works."""
    return {"tool": f"{each.name} {each.version}", "how": each.how}


if __name__ == "__main__":
    main()

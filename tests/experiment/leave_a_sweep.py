"""A program of its own: make a small sweep in one of several ways, and leave its digest in a file.

    python leave_a_sweep.py FILE WORKERS RUNS_A_BATCH HISTORY LOG PRINTED REPORT

HISTORY: all at once; more replications later; in shares, the last one first, that are merged. Whether there is a
terminal is for the caller to say.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path

from sim.cli import sweep_report
from sim.cli.endings import carry_out
from sim.experiment import runner

WORLD = """\
title = "Small"
population = 60
represents = 3
days = 15
replications = 2

[desk]
agents = 0.3

[failures]
rate = 0.05
"""
VARY = ("--vary", "product.quality=0.3,0.5,0.7", "--vary", "loyalty.churn_rate=0.001,0.01")


def make(folder: Path, *, workers: str, history: str, log: str, printed: str) -> str:
    """Make it in this folder, and give its digest; ends the program if a command fails."""
    scenario, made = folder / "small.toml", folder / "made"
    scenario.write_text(f'log = "{log}"\n{WORLD}', encoding="utf-8")
    sweep = ["sweep", str(scenario), *VARY, "--workers", workers, "--out", str(made)]
    if history == "later":
        say(*sweep, *printed.split(), "--replications", "1")
    if history == "shares":
        for share in ("3/3", "1/3", "2/3"):
            say(*sweep, *printed.split(), "--shard", share)
        say("sweep-merge", *sorted(map(str, made.glob("*-shard-*"))))
    say(*sweep, *printed.split())
    with contextlib.redirect_stdout(io.StringIO()) as told:
        say(*sweep, "--json")  # all is there: this reads it again
    said = json.loads(told.getvalue())
    assert said["runs"]["computed"] == 0
    return str(said["content_digest"])


def say(*arguments: str) -> None:
    """Do what a command line says."""
    if code := carry_out(arguments):
        raise SystemExit(code)


if __name__ == "__main__":
    file, workers, batch, history, log, printed, report = sys.argv[1:]
    runner.MOST_RUNS = int(batch)
    if report == "no":
        sweep_report.put = sweep_report.put_by_itself = lambda *_, **__: None  # pictures take seconds
    is_terminal = os.isatty(1)
    digest = make(Path(file).parent, workers=workers, history=history, log=log, printed=printed)
    Path(file).write_text(json.dumps({"digest": digest, "terminal": is_terminal}), encoding="utf-8")

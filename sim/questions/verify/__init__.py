"""Does the program agree with mathematics? Every limit in which the answer is known, on both engines.

check        theory and simulation side by side, and what makes a check pass
experiment   a limit and the engines that it is tried on; `bench` is what it stands on
plan         all experiments; a file each for desks, diffusion, use, failures, leaving, ...
carry_out    doing it, in several processes
"""

from sim.questions.verify.carry_out import Outcome, verify
from sim.questions.verify.check import CUT, FOUND, Check, Engine, Verdict
from sim.questions.verify.plan import EXPERIMENTS, IDS, LIMITS, Task, tasks

__all__ = [
    "CUT",
    "EXPERIMENTS",
    "FOUND",
    "IDS",
    "LIMITS",
    "Check",
    "Engine",
    "Outcome",
    "Task",
    "Verdict",
    "tasks",
    "verify",
]

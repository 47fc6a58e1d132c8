"""Trapeze from a checkout: `python run.py` asks the headline question, `--help` shows what else there is."""

# Written so that an old Python can still read it and say what is missing.
import os
import sys
from contextlib import suppress
from importlib.util import find_spec

OLDEST = (3, 11)
PACKAGES = (
    "SALib",
    "click",
    "distributed",
    "jinja2",
    "mesa",
    "networkx",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "rich",
    "scipy",
    "seaborn",
    "simpy",
)


def obstacle():
    """Give the one line that says why Trapeze cannot run here, or None."""
    if sys.version_info < OLDEST:
        return "Python {}.{} or newer is needed, this is {}.{}".format(*OLDEST, *sys.version_info)
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        return "not installed: {}; try: {}".format(", ".join(missing), installing())
    return None


def installing():
    """Give the command that installs what Trapeze needs, from wherever this is called."""
    here = os.path.dirname(os.path.abspath(__file__))
    with suppress(OSError, ValueError):  # the working folder is gone, or lies on another disk of Windows
        here = os.path.relpath(here)
    paths = (sys.executable or "python", os.path.join(here, "constraints.txt"), here)
    python, constraints, home = (f'"{path}"' if " " in path else path for path in map(os.path.normpath, paths))
    return f"{python} -m pip install -c {constraints} {home}"


# Workers are other processes, which read this file again: without the guard each would start a run of its own.
if __name__ == "__main__":
    problem = obstacle()
    if problem:
        print("error: " + problem, file=sys.stderr)
        sys.exit(2)
    try:
        from sim.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    main(started_by_hand=True)

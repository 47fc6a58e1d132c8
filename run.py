"""Trapeze from a checkout: `python run.py` asks the headline question, `--help` shows what else there is."""

# Written so that an old Python can still read it and say what is missing.
import sys
from importlib.util import find_spec

OLDEST = (3, 11)
PACKAGES = ("click", "mesa", "networkx", "numpy", "pandas", "pydantic", "rich", "scipy", "seaborn", "simpy")


def obstacle():
    """Give the one line that says why Trapeze cannot run here, or None."""
    if sys.version_info < OLDEST:
        return "Python {}.{} or newer is needed, this is {}.{}".format(*OLDEST, *sys.version_info)
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        install = "{} -m pip install -c constraints.txt .".format(sys.executable or "python")
        return "not installed: {}; try: {}".format(", ".join(missing), install)
    return None


# Workers are fresh processes that read this file again: without the guard each would start a run of its own.
if __name__ == "__main__":
    problem = obstacle()
    if problem:
        print("error: " + problem, file=sys.stderr)
        sys.exit(2)
    try:
        from sim.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    main(program="python run.py")

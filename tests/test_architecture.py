"""The house keeps its order: a room imports only rooms above it, and the door opens fast.

The rooms of `sim` stand in the order in which a number travels, from what the user says to what he reads.
`statistics` knows numbers only, so it stands high up, right after `luck`: results and simulations put
intervals on their tables and would otherwise import a room below them.

Some rooms may do less than their place allows. The rules and the closed forms are the science: they import
nothing, except that closed forms may use rules. The plain model shares the scenario, the draws, the measures,
the errors and the checks of arguments with the fast one, and nothing else, so that the two can check each other.
Nothing imports the command line.

An import counts wherever it stands: at the top, in a function, or for the type checker alone.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[1]

ROOMS = [
    "errors",
    "machine",
    "processes",
    "nursery",
    "scenario",
    "arguments",
    "rules",
    "theory",
    "luck",
    "statistics",
    "measures",
    "demand",
    "crowd",
    "journey",
    "desk",
    "departments",
    "model",
    "plain",
    "tables",
    "archive",
    "results",
    "cost",
    "simulate",
    "experiment",
    "questions",
    "report",
    "cli",
]

ROOF = "__init__"
"""The package itself: it hands out the public names, so it may import what they need."""

MAY_IMPORT = {room: set(ROOMS[:place]) for place, room in enumerate(ROOMS)} | {
    "rules": set(),
    "theory": {"rules"},
    "plain": {"errors", "scenario", "arguments", "luck", "measures"},
    ROOF: set(ROOMS) - {"cli"},
}

NAMES_WITHOUT_A_MEANING = {"base", "common", "helper", "helpers", "misc", "util", "utils"}
HEAVY = {"matplotlib", "mesa", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "seaborn", "simpy"}


# --- what a file imports ------------------------------------------------------------------------------------


def imported(file: Path, package: Path) -> list[tuple[int, str]]:
    """Give the line and the name, below the package, of everything that a file takes from it."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))))
    taken = [(node.lineno, name) for node in nodes for name in dotted_names(node, file, package)]
    # `import sim` alone says nothing: what is taken from it does.
    aliases = [alias for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    packages = {alias.asname or alias.name for alias in aliases if alias.name == package.name}
    for node in nodes:
        match node:
            case ast.Attribute(ast.Name(name), attribute) if name in packages:
                taken.append((node.lineno, f"{package.name}.{attribute}"))
    below = f"{package.name}."
    return [(line, name.removeprefix(below)) for line, name in taken if name.startswith(below)]


def dotted_names(node: ast.AST, file: Path, package: Path) -> list[str]:
    """Give what a node imports, by full names; a call of `import_module` with a plain string counts."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(names=names):
            return [f"{absolute(node, file, package)}.{alias.name}" for alias in names]
        case ast.Call(ast.Name(call) | ast.Attribute(attr=call), [ast.Constant(str(name)), *_]):
            return [name] if call in {"import_module", "__import__"} else []
    return []


def absolute(node: ast.ImportFrom, file: Path, package: Path) -> str:
    """Give the module of a `from ... import` by its full name, also where it is written with dots."""
    if node.level == 0:
        return node.module or ""
    here = file.relative_to(package.parent).parent.parts
    above = here[: len(here) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


# --- what is wrong with it ----------------------------------------------------------------------------------


def faults(package: Path) -> list[str]:
    """Give one line for each thing in the package that breaks the order of the house."""
    found = []
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        where = file.relative_to(package.parent).as_posix()
        empty = [part for part in parts if part.strip("_") in NAMES_WITHOUT_A_MEANING]
        found += [f"{where}: the name {part} says nothing" for part in empty]
        if parts[0] not in MAY_IMPORT:
            found.append(f"{where}: there is no room {parts[0]}")
            continue
        for line, name in imported(file, package):
            complaint = objection(parts[0], name.split(".")[0])
            if complaint:
                found.append(f"{where}:{line}: {complaint}")
    return found


def objection(room: str, target: str) -> str | None:
    """Say what is wrong with a room that takes `target` from the package, or None."""
    if target == room or target in MAY_IMPORT[room] or (target.startswith("__") and target.endswith("__")):
        return None
    if target in ROOMS:
        return f"{room} may not import {target}"
    return f"{room} takes {target} from the package: name the room it lives in"


def test_every_room_imports_only_what_it_may():
    assert faults(ROOT / "sim") == []


def test_the_check_reads_the_whole_package():
    files = [file.relative_to(ROOT / "sim") for file in (ROOT / "sim").rglob("*.py")]
    assert {"luck.py", "rules", "theory", "statistics"} <= {file.parts[0] for file in files}
    assert sum(len(imported(ROOT / "sim" / file, ROOT / "sim")) for file in files) > 50


# --- the check can fail -------------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path):
    """Build a package `sim` in which one file has a line of its own."""

    def build(path: str, line: str = "") -> list[str]:
        file = tmp_path / "sim" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(line + "\n", encoding="utf-8")
        return faults(tmp_path / "sim")

    return build


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("crowd/columns.py", "import math, numpy as np, similar.cli"),
        ("crowd/columns.py", "from sim.luck import Decision"),
        ("crowd/columns.py", "from sim import luck, errors"),
        ("crowd/columns.py", "from ..luck import Decision"),
        ("crowd/columns.py", "from .blocks import Block"),
        ("crowd/columns.py", "from . import blocks"),
        ("crowd/columns.py", "from sim.crowd.blocks import Block"),
        ("crowd/columns.py", "from sim import __version__"),
        ("crowd/columns.py", "import sim\nprint(sim.__version__)"),
        ("crowd/deep/columns.py", "from ...luck import Decision"),
        ("crowd/columns.py", "def study(sim):\n    return sim.results"),
        ("errors.py", ""),
        ("theory/queues.py", "from sim.rules.money import margin"),
        ("results.py", "from sim.statistics import mean_interval"),
        ("plain/model.py", "from sim import luck, measures, scenario, errors"),
        ("__init__.py", "from sim.report import page"),
        ("__init__.py", "from .report import page"),
        ("cli/run.py", "from sim.questions.rescue import rescue"),
        ("cli/__init__.py", "from importlib import import_module\nimport_module('sim.report.page')"),
    ],
)
def test_imports_in_order_are_fine(house, path, line):
    assert house(path, line) == []


@pytest.mark.parametrize(
    ("path", "line", "fault"),
    [
        ("luck.py", "import sim.crowd", "luck may not import crowd"),
        ("luck.py", "import math, sim.crowd.columns as columns", "luck may not import crowd"),
        ("luck.py", "from sim import crowd", "luck may not import crowd"),
        ("luck.py", "from sim import errors, crowd", "luck may not import crowd"),
        ("luck.py", "from sim.crowd import Block", "luck may not import crowd"),
        ("luck.py", "from . import crowd", "luck may not import crowd"),
        ("luck.py", "from .crowd.columns import Column", "luck may not import crowd"),
        ("crowd/__init__.py", "from ..model import JourneyModel", "crowd may not import model"),
        ("crowd/deep/columns.py", "from ...model import JourneyModel", "crowd may not import model"),
        (
            "crowd/columns.py",
            "def f():\n    from sim.model import JourneyModel",
            "crowd may not import model",
        ),
        ("crowd/columns.py", "if TYPE_CHECKING:\n    import sim.model", "crowd may not import model"),
        ("crowd/columns.py", "import_module('sim.model')", "crowd may not import model"),
        ("crowd/columns.py", "importlib.import_module('sim.model')", "crowd may not import model"),
        ("crowd/columns.py", "__import__('sim.model')", "crowd may not import model"),
        ("crowd/columns.py", "import sim\nsim.model.JourneyModel()", "crowd may not import model"),
        ("crowd/columns.py", "import sim as s\ns.model.JourneyModel()", "crowd may not import model"),
        ("statistics/paired.py", "from sim.results import Results", "statistics may not import results"),
        ("rules/money.py", "from sim.errors import TrapezeError", "rules may not import errors"),
        ("theory/queues.py", "from sim.errors import TrapezeError", "theory may not import errors"),
        ("theory/queues.py", "from sim.scenario import Scenario", "theory may not import scenario"),
        ("plain/model.py", "from sim.rules import belief", "plain may not import rules"),
        ("plain/model.py", "from sim.crowd import columns", "plain may not import crowd"),
        ("report/page.py", "from sim.cli import main", "report may not import cli"),
        ("__init__.py", "from sim.cli import main", "__init__ may not import cli"),
        ("__init__.py", "def __getattr__(name):\n    import sim.cli.door", "__init__ may not import cli"),
        ("cli/run.py", "from sim import simulate, Scenario", "cli takes Scenario from the package"),
        ("cli/run.py", "from sim import *", "cli takes * from the package"),
        ("cli/run.py", "from sim.kitchen import stove", "cli takes kitchen from the package"),
        ("kitchen.py", "", "there is no room kitchen"),
        ("kitchen/stove.py", "", "there is no room kitchen"),
        ("crowd/utils.py", "", "the name utils says nothing"),
        ("crowd/_helpers.py", "", "the name _helpers says nothing"),
        ("desk/common/queue.py", "", "the name common says nothing"),
        ("base.py", "", "the name base says nothing"),
    ],
)
def test_an_import_out_of_order_is_found(house, path, line, fault):
    first, *others = house(path, line)
    assert fault in first
    assert not others or path == "base.py"  # which is no room either


def test_a_fault_tells_where_it_is(house):
    assert house("rules/money.py", "\nimport sim.luck") == ["sim/rules/money.py:2: rules may not import luck"]


# --- the public names ---------------------------------------------------------------------------------------


def test_public_names_are_sorted_and_there():
    import sim

    assert list(sim.__all__) == sorted(set(sim.__all__))
    assert {"Scenario", "simulate"} <= set(sim.__all__)
    missing = [name for name in sim.__all__ if not callable(getattr(sim, name))]
    assert missing == []
    assert set(sim.__all__) <= set(dir(sim))


# --- the door opens fast ------------------------------------------------------------------------------------


def loaded(*arguments: str) -> set[str]:
    """Give the top-level packages that a fresh Python loads on the way to its end."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    names = re.findall(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", done.stderr, re.MULTILINE)
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize(
    "arguments",
    [("-c", "import sim"), ("-c", "import sim.cli"), ("run.py", "--help")],
    ids=["import sim", "import sim.cli", "run.py --help"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(arguments):
    packages = loaded(*arguments)
    assert "sim" in packages
    assert packages & HEAVY == set()


def test_what_is_heavy_is_seen_when_it_is_loaded():
    packages = loaded("-c", "import sim.luck")
    assert {"sim", "numpy", "scipy"} <= packages


# --- what nothing uses ----------------------------------------------------------------------------------------


def declared(tree: ast.Module) -> list[str]:
    """Give the names at the top of a file: constants, classes, and functions that no decorator takes up."""
    found = []
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=[]) | ast.ClassDef(name=name, decorator_list=[]):
                found.append(name)
            case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
                found.append(name)
    return found


def test_every_name_at_the_top_of_a_file_is_used_somewhere():
    folders = ("sim", "tests", "docs", "benchmarks")
    texts = {file: file.read_text(encoding="utf-8") for one in folders for file in (ROOT / one).rglob("*.py")}
    words = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    names = [(file, name) for file in (ROOT / "sim").rglob("*.py") for name in declared(ast.parse(texts[file]))]
    unused = [f"{file.relative_to(ROOT)}: {name}" for file, name in names if words[name] == 1 and name[:2] != "__"]
    assert not unused, "they can go"

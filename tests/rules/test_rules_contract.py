"""What every rule promises: floats and arrays alike, nothing changed, nothing imported, everything said."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import numpy as np
import pytest

import sim.rules
import sim.theory
from sim.rules.quantity import Quantity

pytestmark = pytest.mark.no_cover

MODULES = [m.name for m in pkgutil.iter_modules(sim.rules.__path__)]
RULES = [
    function
    for name in MODULES
    for function in vars(importlib.import_module(f"sim.rules.{name}")).values()
    if inspect.isfunction(function)
    and function.__module__ == f"sim.rules.{name}"
    and not function.__name__.startswith("_")
]


def _parametrized(chosen):
    names = [f"{rule.__module__.split('.')[-1]}.{rule.__name__}" for rule in chosen]
    return pytest.mark.parametrize("rule", chosen, ids=names)


rules = _parametrized(RULES)
# The others take plain numbers only: what the firm does, what a day cost.
rules_for_many = _parametrized([rule for rule in RULES if Quantity in rule.__annotations__.values()])
PEOPLE = 7


def _arguments(rule) -> dict[str, np.ndarray]:
    """Values between 0.1 and 0.9, which every rule accepts; one a person where a rule takes one."""
    luck = np.random.default_rng(11)
    return {
        name: luck.uniform(0.1, 0.9, PEOPLE) if given.annotation is Quantity else luck.uniform(0.1, 0.9)
        for name, given in inspect.signature(rule).parameters.items()
    }


def _call(rule, arguments):
    by_place = [n for n, p in inspect.signature(rule).parameters.items() if p.kind is not p.KEYWORD_ONLY]
    rest = {name: value for name, value in arguments.items() if name not in by_place}
    result = rule(*(arguments[name] for name in by_place), **rest)
    return result if isinstance(result, tuple) else (result,)


def _of_person(arguments, person):
    return {
        name: float(value[person]) if isinstance(value, np.ndarray) else value for name, value in arguments.items()
    }


@rules_for_many
def test_an_array_gets_what_its_numbers_get_one_by_one(rule):
    arguments = _arguments(rule)
    for part, together in enumerate(_call(rule, arguments)):
        assert together.shape == (PEOPLE,)
        for person in range(PEOPLE):
            alone = _call(rule, _of_person(arguments, person))[part]
            assert alone == pytest.approx(together[person], rel=1e-14, abs=1e-14)


@rules
def test_a_float_gives_a_float(rule):
    for result in _call(rule, _of_person(_arguments(rule), 0)):
        assert isinstance(result, float)


@rules
def test_a_rule_leaves_its_arguments_alone(rule):
    arguments = _arguments(rule)
    before = {name: np.copy(value) for name, value in arguments.items()}
    _call(rule, arguments)
    assert all(np.array_equal(before[name], value) for name, value in arguments.items())


@rules
def test_a_rule_says_what_it_is_in_one_sentence_and_where_it_comes_from(rule):
    first, *rest = inspect.getdoc(rule).split("\n")
    assert first.endswith(".")
    assert "Source:" in " ".join(rest)


@rules
def test_only_the_obvious_arguments_go_by_place(rule):
    given = inspect.signature(rule).parameters.values()
    assert sum(p.kind is not p.KEYWORD_ONLY for p in given) <= 3
    assert all(p.default is p.empty for p in given)


@pytest.mark.parametrize(("package", "allowed"), [(sim.rules, {"rules"}), (sim.theory, {"rules", "theory"})])
def test_the_science_imports_nothing_of_the_machine(package, allowed):
    for path in Path(package.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "." * node.level]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            inside = {name.split(".")[1] for name in names if name.startswith("sim.")}
            assert inside <= allowed, path.name


def test_the_engine_calls_the_rules_but_for_those_that_the_page_on_the_model_names():
    root = Path(sim.rules.__path__[0]).parent
    apart = {"rules", "theory", "plain", "questions"}
    engine = [file for file in root.rglob("*.py") if file.relative_to(root).parts[0] not in apart]
    called = set()
    for file in [*engine, *(root / "rules").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(ast.Name(module), name) if module in MODULES:
                    called.add(name)
                case ast.Call(ast.Name(name)) if file not in engine:
                    called.add(name)
    page = (root.parent / "docs" / "model.md").read_text(encoding="utf-8")
    (named,) = re.findall(r"The engine calls all but four: (.*?)\. Symbols", page, re.DOTALL)
    assert {rule.__name__ for rule in RULES} - called == set(re.findall(r"`(\w+)`", named))


def test_the_table_of_contents_lists_every_module():
    listed = [line.split()[0] for line in sim.rules.__doc__.splitlines() if line.startswith("    ")]
    assert sorted(listed) == sorted(MODULES)


def test_rules_are_small():
    lines = sorted(
        node.end_lineno - node.body[0].end_lineno
        for path in Path(sim.rules.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert lines[len(lines) // 2] <= 3
    assert lines[-1] <= 10

"""The page on trust names tests that are there, and values that were measured of the promises as they stand."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs.generate import trust
from tests.trust import measuring
from tests.trust.promise import Promise, measured, promises

ROOT = Path(__file__).parents[1]
ALL = promises()


@cache
def names_in(file):
    """Give the names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def is_there(test):
    """Tell whether a node id names a test, or a file of them."""
    file, _, name = test.partition("::")
    if not (ROOT / file).is_file():
        return False
    return name in names_in(file) if name else any(one.startswith("test_") for one in names_in(file))


@pytest.mark.parametrize("promise", ALL, ids=lambda promise: promise.name)
def test_a_promise_names_tests_that_are_there(promise):
    assert promise.tests or promise.command
    assert [test for test in promise.tests if not is_there(test)] == []
    assert all(test.partition("::")[2].startswith("test_") or "::" not in test for test in promise.tests)


def test_a_test_that_is_not_there_is_missed():
    assert not is_there("tests/test_docs_trust.py::test_of_yesterday")
    assert not is_there("tests/test_of_yesterday.py")
    assert not is_there("tests/trust/measuring.py")


def test_promises_have_names_of_their_own_that_can_be_typed():
    names = [promise.name for promise in ALL]
    assert len(set(names)) == len(names) > 25
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in names)


def test_only_promises_are_measured_and_each_says_when_and_with_what():
    known = measured()
    assert set(known) <= {promise.name for promise in ALL}
    for found in known.values():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"])
        assert {"python", "numpy", "engine", "seconds", "slow", "tests", "figures"} <= set(found)


def test_a_value_of_other_tests_than_those_of_today_is_not_shown():
    promise = Promise("one", "Part", "It holds.", ("tests/a.py::test_b",))
    found = {"tests": ["tests/a.py::test_b"], "figures": {}}
    assert trust.is_measured(promise, {"one": found})
    assert not trust.is_measured(promise, {"one": found | {"tests": ["tests/a.py::test_c"]}})
    assert not trust.is_measured(promise, {})


def test_cases_are_counted_and_what_they_record_is_put_together():
    said = (
        '<testcase><properties><property name="runs" value="{}"/>'
        '<property name="share" value="{}"/></properties></testcase>'
    )
    endings = "<testcase><failure/></testcase><testcase><skipped/></testcase><testcase/>"
    report = f"<testsuite>{endings}{said.format(40, 0.94)}{said.format(2, 0.96)}</testsuite>"
    cases = list(ElementTree.fromstring(report).iter("testcase"))
    assert measuring.counted(cases) == {"passed": 3, "failed": 1, "skipped": 1}
    assert measuring.recorded(cases) == {"runs": 42, "share": [0.94, 0.96]}


def test_a_figure_is_found_by_its_keys():
    printed = '{"finding": "all is well", "checks": [{"z": 1.5}, {"z": -2.5}, {"z": null}]}'
    assert measuring.figure(printed, "finding") == "all is well"
    assert measuring.figure(printed, "count checks") == 3
    assert measuring.figure(printed, "largest checks.*.z") == 2.5
    assert measuring.figure("one\ntwo\n", "last line") == "two"


@pytest.mark.parametrize(
    ("done", "path", "figures", "failed"),
    [
        ("print(7)", "last line", {"it": "7"}, None),
        ("print(7); raise SystemExit(1)", "last line", {"it": "7"}, 1),
        ("print('error: no tests')", "finding", {}, 1),
        ("print('{}')", "finding", {}, 1),
        ("pass", "last line", {}, 1),
    ],
)
def test_a_command_that_fails_or_says_nothing_breaks_its_promise(done, path, figures, failed):
    """Bugs are planted by a command: it said which test was red before any was, and that went for a figure."""
    promise = Promise("one", "Part", "It holds.", command=f'python -c "{done}"', figures={"it": path})
    found = measuring.measure(promise, slow=False)
    assert (found["figures"], found.get("failed")) == (figures, failed)
    assert ("**1 failed**" in trust._value(found)) is bool(failed)

"""Which tests are traced for coverage: a traced test takes three times as long.

Lines are traced in the first case of a test, but not where a test is marked with `no_cover`: that marker is
pytest-cov's, which traces such tests all the same in the workers of pytest-xdist. What runs when the package is
imported is traced too; the collection of the tests, most of which is pytest's own work, is not.
"""

from __future__ import annotations

import pkgutil
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

import sim

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

UNTRACED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Import the package while it is traced, and collect the tests untraced."""
    if sys.gettrace() is not None:
        for module in pkgutil.walk_packages(sim.__path__, "sim."):
            import_module(module.name)
    with untraced():
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Choose the tests that are not traced."""
    seen = set[str]()
    for item in items:
        test = item.nodeid.partition("[")[0]
        item.stash[UNTRACED] = test in seen or item.get_closest_marker("no_cover") is not None
        seen.add(test)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Make ready for a test."""
    with untraced(item.stash[UNTRACED]):
        yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Run a test, inside of what pytest-cov does."""
    with untraced(item.stash[UNTRACED]):
        yield


@contextmanager
def untraced(asked: bool = True) -> Iterator[None]:
    """Send whoever traces away for as long as it takes, if that is asked for."""
    tracer = sys.gettrace()
    if asked:
        sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)

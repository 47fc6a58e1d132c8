"""Which tests are traced for coverage: a traced test takes three times as long.

Lines are traced in the first case of a test, but not where a test is marked with `no_cover`: that marker is
pytest-cov's, which traces such tests all the same in the workers of pytest-xdist.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

UNTRACED = pytest.StashKey[bool]()


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
    with traced_as_chosen(item):
        yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Run a test, inside of what pytest-cov does."""
    with traced_as_chosen(item):
        yield


@contextmanager
def traced_as_chosen(item: pytest.Item) -> Iterator[None]:
    """Send whoever traces away for as long as it takes, if the test was chosen for that."""
    tracer = sys.gettrace()
    if item.stash[UNTRACED]:
        sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)

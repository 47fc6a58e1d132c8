"""Which tests are traced for coverage: a traced test takes three times as long.

Lines are traced in the first case of a test, but not where Hypothesis makes up hundreds of cases, nor where a test
is marked with `no_cover`: that marker is pytest-cov's, which traces such tests all the same in the workers of
pytest-xdist. So what is covered is what plain examples cover.
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
        marked = any(map(item.get_closest_marker, ("hypothesis", "no_cover")))
        item.stash[UNTRACED] = marked or test in seen
        seen.add(test)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Make ready for a test."""
    with tracing(item):
        yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Run a test, inside of what pytest-cov does."""
    with tracing(item):
        yield


@contextmanager
def tracing(item: pytest.Item) -> Iterator[None]:
    """Send whoever traces away for as long as it takes, if the test was chosen."""
    tracer = sys.gettrace()
    if item.stash[UNTRACED]:
        sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)

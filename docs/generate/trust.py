"""What is promised, which tests hold it, and what was measured last, for the page on trust."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from docs.generate.page import table
from tests.trust.promise import measured, promises

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.trust.promise import Promise

NEVER = "not measured yet"


def overview() -> str:
    """One row a part: how many promises, and how they stood when they were last measured."""
    return table(("part", "promises", "cases that passed", "failed", "last measured"), _overview())


def _overview() -> Iterator[tuple[object, ...]]:
    known = measured()
    for part, members in _parts():
        found = [known[one.name] for one in members if is_measured(one, known)]
        passed, failed = (f"{sum(one.get(key, 0) for one in found):,}" for key in ("passed", "failed"))
        dates = sorted({one["date"] for one in found}) or [NEVER]
        yield part, len(members), passed, failed, dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"


def chapters() -> str:
    """Every promise with its tests, its command and its last measured value."""
    known = measured()
    return "\n\n".join(
        f"## {part}\n\n" + "\n\n".join(_promise(one, known) for one in members) for part, members in _parts()
    )


def _parts() -> list[tuple[str, list[Promise]]]:
    return [(part, list(members)) for part, members in groupby(promises(), key=lambda promise: promise.part)]


def _promise(promise: Promise, known: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [f"### {promise.name.replace('-', ' ').capitalize()}", "", promise.says, ""]
    lines += [f"- held by {_tests(file, names)}" for file, names in _by_file(promise)]
    if promise.command:
        full = f", or, where there is time, `{promise.full}`" if promise.full else ""
        lines += [f"- shown by `{promise.command}`{full}"]
    found = known[promise.name] if is_measured(promise, known) else None
    again = promise.again(slow=found["slow"] if found else promise.only_slow)
    return "\n".join([*lines, f"- `{again}`: {_value(found) if found else NEVER}"])


def is_measured(promise: Promise, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether there is a value for the promise as it stands, with the tests and figures that it has now."""
    found = known.get(promise.name)
    return (
        found is not None
        and tuple(found["tests"]) == promise.tests
        and (promise.only_slow or set(promise.figures) <= set(found["figures"]))
    )


def _by_file(promise: Promise) -> Iterator[tuple[str, list[str]]]:
    for file, ids in groupby(promise.tests, key=lambda test: test.partition("::")[0]):
        yield file, [test.partition("::")[2] for test in ids]


def _tests(file: str, names: list[str]) -> str:
    link = f"[{file}](../{file})"
    told = [f"`{name}`" for name in names if name]
    return f"{', '.join(told)} in {link}" if told else f"all of {link}"


def _value(found: Mapping[str, Any]) -> str:
    said = [f"**{_cases(found)}**"] if "passed" in found or found.get("failed") else []
    said += [f"{name}: **{_number(value)}**" for name, value in found["figures"].items()]
    slow = ", the slow ones too" if found["slow"] else ""
    where = f"Python {found['python']}, NumPy {found['numpy']}, engine version {found['engine']}"
    return f"{', '.join(said)}{slow} ({found['date']}, {where}, {found['seconds']:,} s)"


def _cases(found: Mapping[str, Any]) -> str:
    rest = [f"{found[key]:,} {key}" for key in ("failed", "skipped") if found.get(key)]
    return ", ".join([f"{found['passed']:,} passed", *rest] if "passed" in found else rest)


def _number(value: Any) -> str:
    if isinstance(value, list):
        return " to ".join(map(_number, value))
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)

"""The digest of a scenario: a checksum over everything in it that can change a number or a name in a table."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["canonical", "digest"]


def digest(values: Mapping[str, object], lists: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """SHA-256 over values by dotted key, and over lists of such values; the order of keys means nothing."""
    lines = list(_lines(values))
    for name, tables in lists.items():
        for place, table in enumerate(tables):
            lines += _lines({f"{name}[{place}].{key}": value for key, value in table.items()})
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def canonical(value: object) -> str:
    """A value as text that only another value could change; minus zero is zero."""
    if isinstance(value, float):
        return repr(float(value) + 0.0)
    return repr([canonical(item) for item in value]) if isinstance(value, tuple) else repr(value)


def _lines(values: Mapping[str, object]) -> Iterator[str]:
    return (f"{key} = {canonical(value)}\n" for key, value in sorted(values.items()))

"""Tables that are reckoned once and given away as often as they are asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, overload

import pandas as pd

if TYPE_CHECKING:
    from typing import Self

SHARED_UNTIL_WRITTEN = int(pd.__version__.split(".")[0]) >= 3
"""From pandas 3 on a shallow copy is as good as a deep one: it takes rows of its own when it is written to."""


class kept_table(cached_property[pd.DataFrame]):  # noqa: N801 - stands above a function, as `property` does
    """A table that is reckoned once; each time it is asked for it is another copy, to round or sort at will.

    Else what is written into it would be saved, and told, as what came of a run.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        """Keep it under a name that nobody asks for."""
        super().__set_name__(owner, f"kept {name}")

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> pd.DataFrame: ...
    def __get__(self, instance: object, owner: type | None = None) -> Self | pd.DataFrame:
        if instance is None:
            return self
        kept: pd.DataFrame = super().__get__(instance, owner)
        return kept.copy(deep=not SHARED_UNTIL_WRITTEN)

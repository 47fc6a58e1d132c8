"""Sweeps that were made in shares, brought together: every run once, and none of them silently preferred."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from heapq import merge as in_order
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from sim.archive.ledger import run_named
from sim.errors import ResultsError, UsageError
from sim.experiment.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.archive.ledger_row import Row


def merge(
    folders: Sequence[str | Path],
    target: str | Path,
    *,
    command: str = "",
    lock: bool = True,
    dress: Callable[[Path], object] = lambda _folder: None,
) -> Path:
    """Bring the runs of several folders of one plan into one; what lies in the target already stays there.

    A run that two of them have must be the same in both, to the last bit: else nothing is written and
    `ResultsError` says which. A run that has finished in one of them counts for more than one that has failed.
    """
    place = Path(target)
    others = [folder for folder in folders if Path(folder).resolve() != place.resolve()]
    if not others:
        raise UsageError(f"nothing to merge into {place}; name the folders of the shares")
    with ExitStack() as stack:
        shares = [stack.enter_context(Store.open(folder)) for folder in others]
        first = shares[0]
        for share in shares:
            _refuse_another(first, share)
        _refuse_conflicts(shares)
        plan = replace(first.plan, replications=max(share.plan.replications for share in shares))
        whole = stack.enter_context(Store.begin(place, plan, command=command, lock=lock))
        if whole.ledger.tally["finished"]:
            _refuse_conflicts([whole, *shares])
        for share in shares:
            _take_over(whole, share)
        whole.export(dress)
    return place


def _refuse_another(first: Store, share: Store) -> None:
    """Raise `ResultsError` if a share is not of the plan, or not of the engine, of the first."""
    if first.plan.digest != share.plan.digest:
        listed = "; ".join(share.plan.difference(first.plan))
        raise ResultsError(
            f"{share.folder}: is not of the same sweep as {first.folder}: {listed}; merge it elsewhere"
        )


def _refuse_conflicts(stores: Sequence[Store]) -> None:
    """Raise `ResultsError` if a run came out otherwise in another folder."""
    rows = in_order(*(_told(store) for store in stores), key=lambda one: one[0].key)
    for key, group in groupby(rows, key=lambda one: one[0].key):
        said = {(names, row.numbers): folder for row, names, folder in group if row.finished}
        if len(said) > 1:
            places = " and ".join(str(folder) for folder in list(said.values())[:2])
            raise ResultsError(
                f"{run_named(key)}: has other numbers in {places}; find out why, or make one of them again: "
                f"results replay {next(iter(said.values()))} {key[0]}:{key[1]}"
            )


def _told(store: Store) -> Iterator[tuple[Row, tuple[str, ...], Path | None]]:
    names = store.ledger.names()
    for row in store.ledger.rows():
        yield row, names.get(row.names, ()), store.folder


def _take_over(whole: Store, share: Store) -> None:
    """Copy the rows that are not there yet, and with them who made them."""
    names, sessions = share.ledger.names(), share.ledger.sessions()
    new = (row for row in share.ledger.rows() if _is_new(row, whole.ledger.row(row.key)))
    whole.wake()
    whole.ledger.take_over((row, names.get(row.names, ()), sessions[row.session]) for row in new)


def _is_new(row: Row, before: Row | None) -> bool:
    return before is None or (row.finished and not before.finished)

"""What lies where: `results/<scenario>-<digest>/seed-<n>/` and the files in it."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Kind = Literal["run", "comparison", "rescue", "split", "valuation", "review", "trial", "verification", "sweep"]
"""A split is the answer to `why`, a valuation that to `worth`, a review that to `facts`, a trial that to `claims`,
a verification that to `verify`; a sweep is many runs of one plan."""

ROOT = "results"
"""Where results are kept unless another folder is named: here."""

TABLES = {
    "runs": "runs.csv",
    "daily": "daily.csv",
    "flows": "flows.csv",
    "customers": "customers.parquet",
    "contacts": "contacts.parquet",
    "events": "events.csv",
}
"""The file of each table that is read back."""

SUMMARY = "summary.csv"
PROVENANCE = "provenance.json"
SCENARIO = "scenario.toml"
SUMS = "SHA256SUMS"
REPORT = "report.html"
FIGURES = "figures"
INDEX = "index.html"

COMPARISON = "comparison.csv"
OVER_TIME = "over_time.csv"
BY_SEGMENT = "by_segment.csv"

CELLS = "cells.csv"
RESCUE_INDEX = "index.csv"
INDEX_OVER_TIME = "index_over_time.csv"
ATTAINABLE = "attainable.csv"
INTERACTION = "interaction.csv"
COUNTERFACTUAL = "counterfactual.csv"
WHO = "who.csv"
CEILING = "ceiling.csv"
QUALITY_EQUIVALENT = "quality_equivalent.csv"
MAP = "map.csv"
UNCERTAINTY = "uncertainty.csv"
DRIVERS = "drivers.csv"
POINTS = "points.csv"

CLAIM_RUNS = "claims"
"""The folder beside all results that keeps the runs behind claims: each experiment is a sweep of its own."""

WORLDS = "worlds.csv"
TOTALS = "totals.csv"
SHARES = "shares.csv"
THROUGH = "through.csv"
WORTH = "worth.csv"
FACTS = "facts.csv"
VALUES = "values.csv"
CLAIMS = "claims.csv"
REGIONS = "regions.csv"
DEBATES = "debates.csv"
CHECKS = "checks.csv"

PLAN = "plan.json"
LEDGER = "sweep.db"
LOCK = "sweep.lock"
SWEEP_TABLES = {"runs": "runs.parquet", "runs as text": "runs.csv", "failures": "failures.csv"}
"""What is written of a sweep for other programs; its own is the ledger."""

OURS = frozenset({*TABLES.values(), SUMMARY, BY_SEGMENT, PROVENANCE, SCENARIO, SUMS, REPORT, FIGURES})
"""All that lies in a results folder."""

OF_A_COMPARISON = frozenset({COMPARISON, OVER_TIME, BY_SEGMENT, PROVENANCE, SUMS, REPORT, FIGURES})
"""All that lies in the folder of a comparison."""

OF_A_RESCUE = frozenset({
    CELLS, RESCUE_INDEX, ATTAINABLE, INDEX_OVER_TIME, INTERACTION, COUNTERFACTUAL, WHO, CEILING,
    QUALITY_EQUIVALENT, MAP, UNCERTAINTY, DRIVERS, POINTS, PROVENANCE, SUMS, REPORT, FIGURES,
})  # fmt: skip
"""All that can lie in the folder of a rescue; what a later stage adds is there once it is done."""

OF_A_SPLIT = frozenset({WORLDS, TOTALS, SHARES, THROUGH, PROVENANCE, SUMS, REPORT, FIGURES})
"""All that lies in the folder of a split."""

OF_A_VALUATION = frozenset({WORLDS, WORTH, PROVENANCE, SUMS, REPORT, FIGURES})
"""All that lies in the folder of a valuation."""

OF_A_REVIEW = frozenset({VALUES, FACTS, PROVENANCE, SUMS, REPORT, FIGURES})
"""All that lies in the folder of a review."""

OF_A_TRIAL = frozenset({CLAIMS, REGIONS, DEBATES, PROVENANCE, SUMS, REPORT, FIGURES})
"""All that can lie in the folder of a trial of claims."""

OF_A_VERIFICATION = frozenset({CHECKS, PROVENANCE, SUMS, REPORT, FIGURES})
"""All that lies in the folder of a verification."""

WHILE_IT_RUNS = frozenset({LOCK, f"{LEDGER}-wal", f"{LEDGER}-shm", f"{LEDGER}-journal"})
"""What lies in the folder of a sweep that is at work, or was killed; nothing else knows what is in it."""

OF_A_SWEEP = frozenset({PLAN, LEDGER, *SWEEP_TABLES.values(), PROVENANCE, SUMS, REPORT, FIGURES}) | WHILE_IT_RUNS
"""All that can lie in the folder of a sweep."""

LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in a folder that is looked at."""

DIGITS = 8
"""How much of the digest is in a name: enough to keep thousands of variants of a scenario apart."""

_SCENARIO_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}-[0-9a-f]{6,12}")
_ANSWER_FOLDERS: dict[Kind, re.Pattern[str]] = {
    "comparison": re.compile(r"compare-[0-9a-f]{16}"),
    "rescue": re.compile(r"rescue-[a-z0-9][a-z0-9_-]{0,63}-[0-9a-f]{16}"),
    "split": re.compile(r"why-[0-9a-f]{16}"),
    "valuation": re.compile(r"worth-[a-z0-9][a-z0-9_-]{0,63}-[0-9a-f]{16}"),
    "review": re.compile(r"facts-[0-9a-f]{16}"),
    "trial": re.compile(r"claims-[0-9a-f]{16}"),
    "verification": re.compile(r"verify-[0-9a-f]{16}"),
}
"""Digests are longer than in the folder of a scenario that is called `compare`: the two cannot be mistaken."""
_SHARE = re.compile(r"-shard-(\d+)-of-(\d+)$")
_SWEEP_FOLDER = re.compile(rf"{_SCENARIO_FOLDER.pattern}({_SHARE.pattern})?")
_SEED_FOLDER = re.compile(r"seed-\d{1,16}(-plain)?")
_LEFTOVER = re.compile(r"\.(?P<of>.+)\.[0-9a-f]{8}\.(?P<state>partial|replaced)")


def folder_of(root: Path, *, scenario: str, digest: str, seed: int, engine: str) -> Path:
    """Give the place of a run; the plain engine, which rounds otherwise, has one of its own."""
    return root / f"{scenario}-{digest[:DIGITS]}" / f"seed-{seed}{'-plain' * (engine == 'plain')}"


def folder_of_share(whole: Path, number: int, of: int) -> Path:
    """Give the place of a share of a sweep, from that of the whole."""
    return whole.with_name(f"{whole.name}-shard-{number}-of-{of}")


def share_in(folder: Path) -> tuple[int, int]:
    """Tell by its name which share of a sweep a folder holds, as in 2 of 4; 1 of 1 if all."""
    found = _SHARE.search(folder.name)
    return (int(found[1]), int(found[2])) if found and 1 <= int(found[1]) <= int(found[2]) else (1, 1)


def points_of_share(number: int, of: int, points: int) -> range:
    """Tell which of so many points of a sweep a share has."""
    return range(number - 1, points, of)


def folder_of_comparison(root: Path, *, digest: str, seed: int, engine: str) -> Path:
    """Give the place of a comparison."""
    return root / f"compare-{digest[:16]}" / f"seed-{seed}{'-plain' * (engine == 'plain')}"


def folder_of_rescue(root: Path, *, scenario: str, digest: str, seed: int, engine: str) -> Path:
    """Give the place of a rescue."""
    return root / f"rescue-{scenario}-{digest[:16]}" / f"seed-{seed}{'-plain' * (engine == 'plain')}"


def folder_of_split(root: Path, *, digest: str, seed: int, engine: str) -> Path:
    """Give the place of a split."""
    return root / f"why-{digest[:16]}" / f"seed-{seed}{'-plain' * (engine == 'plain')}"


def folder_of_valuation(root: Path, *, scenario: str, digest: str, seed: int, engine: str) -> Path:
    """Give the place of a valuation."""
    return root / f"worth-{scenario}-{digest[:16]}" / f"seed-{seed}{'-plain' * (engine == 'plain')}"


def folder_of_review(root: Path, *, digest: str, seed: int, engine: str) -> Path:
    """Give the place of a review of the facts."""
    return root / f"facts-{digest[:16]}" / f"seed-{seed}{'-plain' * (engine == 'plain')}"


def folder_of_trial(root: Path, *, digest: str, seed: int) -> Path:
    """Give the place of a trial of claims."""
    return root / f"claims-{digest[:16]}" / f"seed-{seed}"


def folder_of_verification(root: Path, *, digest: str, seed: int) -> Path:
    """Give the place of a verification."""
    return root / f"verify-{digest[:16]}" / f"seed-{seed}"


def folder_of_unfinished(folder: Path) -> Path:
    """Give the place beside an answer that keeps what is finished of it while it is worked out."""
    return folder.with_name(f"{folder.name}-unfinished")


def folder_of_sweep(root: Path, *, name: str, digest: str) -> Path:
    """Give the place of a sweep; its seed is part of its digest."""
    return root / f"{name}-{digest[:DIGITS]}"


def leftover_of(folder: Path, token: str, state: str) -> Path:
    """Give the name under which a folder is built, or put aside, beside its place."""
    return folder.with_name(f".{folder.name}.{token}.{state}")


def leftovers(folder: Path, state: str) -> list[Path]:
    """Find what a run that was stopped half-way has left beside a folder."""
    if not folder.parent.is_dir():
        return []
    found = ((entry, _LEFTOVER.fullmatch(entry.name)) for entry in sorted(folder.parent.iterdir()))
    return [entry for entry, match in found if match and match["of"] == folder.name and match["state"] == state]


def results_folders(root: Path) -> list[Path]:
    """Find the folders below a root that are called as results are, in the order of their names."""
    return _seeds_in(root, _SCENARIO_FOLDER)


def meant(folder: Path) -> list[Path]:
    """Give the results folders in one that holds some, of all seeds or scenarios; else the folder itself."""
    seeds = [seed for seed in _folders(folder) if _SEED_FOLDER.fullmatch(seed.name)]
    return seeds or all_folders(folder) or [folder]


def all_folders(root: Path) -> list[Path]:
    """Find the folders of runs, then those of answers, kind by kind."""
    answers = (_seeds_in(root, called) for called in _ANSWER_FOLDERS.values())
    found = [*results_folders(root), *(folder for found in answers for folder in found), *sweep_folders(root)]
    return list(dict.fromkeys(found))  # a sweep that nobody may look into has the name of a scenario too


def sweep_folders(root: Path) -> list[Path]:
    """Find the folders below a root that hold a sweep, whatever they are called, in the order of their names."""
    return [folder for folder in _folders(root) if not folder.name.startswith(".") and holds_a_sweep(folder)]


def holds_a_sweep(folder: Path) -> bool:
    """Tell whether a folder is that of a sweep by what lies in it: it may have been given another name."""
    return any(os.path.isfile(folder / name) for name in (PLAN, LEDGER))


def kind(folder: Path) -> Kind:
    """Tell what lies in a folder by its name, and a sweep by its files."""
    if holds_a_sweep(folder):
        return "sweep"
    place = folder.absolute()
    called = [name.removeprefix(".") for name in (place.parent.name, place.name)]  # it may be hidden, or closed
    return next((kind for kind, ours in _ANSWER_FOLDERS.items() if any(map(ours.fullmatch, called))), "run")


def is_root_entry(entry: Path) -> bool:
    """Tell whether an entry is one that results are kept beside."""
    if entry.name.startswith(".") or entry.name in {INDEX, CLAIM_RUNS, "README.md", *LEFT_BY_SYSTEMS}:
        return True
    ours = any(called.fullmatch(entry.name) for called in (_SWEEP_FOLDER, *_ANSWER_FOLDERS.values()))
    return (ours and entry.is_dir()) or holds_a_sweep(entry)


def foreign_in(folder: Path, what: Kind | None = None) -> list[str]:
    """Name what lies in a results folder, of a kind if that is not to be told from it, and is none of ours."""
    ours = _FILES[what or kind(folder)]
    there = (entry for entry in folder.iterdir() if not _LEFTOVER.fullmatch(entry.name))
    return _named(entry for entry in there if entry.name not in ours)


_FILES: dict[Kind, frozenset[str]] = {
    "run": OURS,
    "comparison": OF_A_COMPARISON,
    "rescue": OF_A_RESCUE,
    "split": OF_A_SPLIT,
    "valuation": OF_A_VALUATION,
    "review": OF_A_REVIEW,
    "trial": OF_A_TRIAL,
    "verification": OF_A_VERIFICATION,
    "sweep": OF_A_SWEEP,
}


def _seeds_in(root: Path, called: re.Pattern[str]) -> list[Path]:
    return [seed for entry in _folders(root) if called.fullmatch(entry.name) for seed in _seeds_of(entry)]


def _seeds_of(folder: Path) -> list[Path]:
    """Give the folders of seeds in one; itself if nobody may look into it, so that it is not left out."""
    try:
        return sorted(seed for seed in folder.iterdir() if _SEED_FOLDER.fullmatch(seed.name) and seed.is_dir())
    except PermissionError:
        return [folder]


def _named(entries: Iterable[Path]) -> list[str]:
    return sorted(entry.name for entry in entries if entry.name not in LEFT_BY_SYSTEMS)


def _folders(place: Path) -> list[Path]:
    """Give the folders in one, in the order of their names; none in one that nobody may look into."""
    with suppress(PermissionError):
        return sorted(entry for entry in place.iterdir() if entry.is_dir()) if place.is_dir() else []
    return []

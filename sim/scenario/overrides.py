"""Values from the command line: `--set KEY=VALUE`."""

from __future__ import annotations

import re

from sim.errors import ScenarioError, UsageError, shortened, writable
from sim.scenario.pieces import PIECES
from sim.scenario.syntax import parsed, slip_in

__all__ = ["BETWEEN_SETTINGS", "parse_setting", "parse_settings"]

GRAMMAR = "write KEY=VALUE, such as desk.agents=12 or protocol=market or 'title=\"50 % more\"'"
KEY = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
WORDS = re.compile(r"[^\W\d][\w -]*")
BETWEEN_SETTINGS = re.compile(r",(?=\s*[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\s*=)")
"""A comma before the next KEY=; one in a list or a sentence has none behind it."""
TOML_WORDS = ("true", "false", "inf", "nan")


def parse_setting(text: str) -> tuple[str, object]:
    """Key and value of `KEY=VALUE`. The value is TOML; a bare word, or several, are text."""
    key, equals, written = (part.strip() for part in text.partition("="))
    if not equals or not KEY.fullmatch(key) or not written:
        raise _refused(text)
    if written != writable(written):
        raise _refused(text, ": not UTF-8")
    if (piece := key.partition(".")[0]) in PIECES:
        raise UsageError(f"--set {piece}: not on the command line; write [[{piece}]] in a scenario file")
    if WORDS.fullmatch(written) and written not in TOML_WORDS:
        return key, written
    return key, _value(written, text)


def parse_settings(text: str) -> tuple[tuple[str, object], ...]:
    """Keys and values of `KEY=VALUE, KEY=VALUE`."""
    return tuple(map(parse_setting, BETWEEN_SETTINGS.split(text)))


def _value(written: str, text: str) -> object:
    try:
        tables, _ = parsed(f"value = {written}", "--set")
    except ScenarioError:
        slip = slip_in(written)
        why = f"{slip.problem}; {slip.remedy(written)}" if slip else "the value is not TOML"
        raise _refused(text, f": {shortened(why)}") from None
    if len(tables) > 1:
        raise _refused(text, ": more than one value")
    return tables["value"]


def _refused(text: str, why: str = "") -> UsageError:
    return UsageError(f"not a setting: {shortened(text)!r}{why}; {GRAMMAR}")

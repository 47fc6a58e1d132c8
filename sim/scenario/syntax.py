"""From a text to tables: TOML, with its usual slips explained."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.errors import Complaint, ScenarioError
from sim.scenario.outline import Outline, TooMuchError, outline

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Slip", "parsed", "slip_in"]

WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
PAIR = re.compile(r"^\s*(?P<key>[^=#\[\]{}]+?)\s*=\s*(?P<value>[^#]*?)\s*(?:#.*)?$")
LONG_NUMBER = re.compile(r"[0-9_]{4000,}")


@dataclass(frozen=True)
class Slip:
    """A value as people write it and TOML does not."""

    looks_like: re.Pattern[str]
    problem: str
    remedy: Callable[[str], str]


def _slip(pattern: str, problem: str, remedy: Callable[[str], str]) -> Slip:
    return Slip(re.compile(pattern, re.IGNORECASE), problem, remedy)


def _digits(value: str) -> str:
    return re.sub(r"[^\d+-]", "", value)


def _pointed(value: str) -> str:
    return value.replace(".", "").replace(",", ".")


def _percent(value: str) -> str:
    return f"write {float(value.rstrip(' %').replace(',', '.')) / 100:g}"


def _alone(value: str) -> str:
    if value[-1:] in "kKmM":
        return "write all its digits"
    number = re.sub(r"[^\d.,]", "", value).replace(",", ".").rstrip(".")
    return f"write {number}, in the unit of the key"


ALONE = ("a number has no unit", _alone)
MONEY = r"\d+([.,](\d+|[-–—]+))?"
"""An amount, with cents or a dash for none: `99`, `1,50`, `99.-`."""
SLIPS = (
    _slip(r"$", "value missing", lambda _: "give a value or leave the key out"),
    _slip(
        r"[+-]?[1-9]\d{0,2}([,' ]\d{3})+$",
        "a number has no sign between thousands",
        lambda value: f"write {_digits(value)} or {int(_digits(value)):_}",
    ),
    _slip(
        r"[+-]?[1-9]\d{0,2}([,' ]\d{3})+\.\d+$",
        "a number has no sign between thousands",
        lambda value: "write " + re.sub("[,' ]", "", value),
    ),
    _slip(r"[+-]?[\d.]+,\d+$", "decimal comma", lambda value: f"use a point: {_pointed(value)}"),
    _slip(r"[+-]?\d+([.,]\d+)?\s*%$", "no percent sign in TOML", _percent),
    _slip(r"(true|yes|on)$", "not a TOML value", lambda _: "write true"),
    _slip(r"(false|no|off)$", "not a TOML value", lambda _: "write false"),
    _slip(r"(none|null|nil|n/?a|~)$", "TOML has no word for nothing", lambda _: "leave the key out"),
    _slip(r"[+-]?(nan|inf|infinity)$", "must be a finite number", lambda _: "leave the key out"),
    _slip(r"[+-]?\.\d+$", "no digit before the point", lambda value: f"write {value.replace('.', '0.')}"),
    _slip(r"[+-]?\d+\.$", "no digit after the point", lambda value: f"write {value}0"),
    _slip(r"0\d+$", "zeros in front", lambda value: f"write {value.lstrip('0') or 0}"),
    _slip(r"\d+[.,][-–—]+$", *ALONE),
    _slip(r"[\d.\s()]+[-+*/][-+*/\d.\s()]+$", "TOML does not calculate", lambda _: "write the number"),
    _slip(rf"{MONEY}\s*([^\W\d]+|[€$£¥₹])$", *ALONE),
    _slip(rf"([€$£¥₹]|(EUR|USD|GBP|CHF)\s)\s*{MONEY}$", *ALONE),
    _slip(r"[“”„‘’]", "typographic quotes", lambda _: 'use straight ones: "'),
    _slip(r"\"[^\"]*$|'[^']*$", "the quote is not closed", lambda value: f"end it with {value[0]}"),
    _slip(r"[^\"'\[{\d+.-]", "text needs quotes", lambda value: f'write "{value}"'),
)

OF_A_SPREADSHEET = ("not TOML (looks like a table of a spreadsheet)", "save it as plain text, from a text editor")


def parsed(text: str, file: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The tables of a TOML text, and the line of each dotted key."""
    try:
        found = outline(text)
        return tomllib.loads(text), found.lines
    except TooMuchError as error:
        raise _refused(file, error.line, f"{error.what}: too much for a scenario") from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError((_explained(str(error), text, file, found),)) from None
    except ValueError:
        digits = LONG_NUMBER.search(text)
        line = text.count("\n", 0, digits.start()) + 1 if digits else None
        raise _refused(file, line, "number too long") from None


def slip_in(value: str) -> Slip | None:
    """The slip a value shows, if it is one of the usual ones."""
    return next((slip for slip in SLIPS if slip.looks_like.match(value)), None)


def _explained(message: str, text: str, file: str, found: Outline) -> Complaint:
    """A TOML error with its line, and with what to write instead where that is known."""
    reason, line, column = _where(message, text)
    if earlier := found.repeated_at(line) if "Cannot" in reason else None:
        key, first, again = earlier
        return Complaint(file, again, key, None, f"stands already on line {first}", "keep one of the two")
    content = text.split("\n")[line - 1].rstrip("\r")
    if text.lstrip().startswith(("{", "---")):
        return Complaint(file, line, None, None, "not TOML (looks like JSON or YAML)", "scenarios are TOML")
    return _slipped(content, file, line) or Complaint(
        file, line, None, None, f"not TOML: {reason[0].lower()}{reason[1:]} (column {column})"
    )


def _where(message: str, text: str) -> tuple[str, int, int]:
    """The reason, line and column in a message of `tomllib`, which gives them only as text."""
    found = WHERE.search(message)
    reason = message[: found.start()] if found else message
    if found and found[1]:
        return reason, int(found[1]), int(found[2])
    last = text.rstrip("\r\n").split("\n")
    return reason, len(last), len(last[-1]) + 1


def _slipped(content: str, file: str, line: int) -> Complaint | None:
    pair = PAIR.match(content)
    if pair is None:
        if re.match(r"\s*[\w.]+\s*:(\s|$)", content):
            problem, remedy = "a colon between key and value", "write key = value"
            return Complaint(file, line, None, None, problem, remedy)
        if re.match(r"\s*[\w.]+\s*([;\t]|,\S)", content):
            return Complaint(file, line, None, None, *OF_A_SPREADSHEET)
        return None
    key, value = pair["key"], pair["value"]
    if (key.startswith('"') and key.count('"') == 1) or re.match(r'""[^"]', value):
        return Complaint(file, line, None, None, *OF_A_SPREADSHEET)
    if re.search(r"[\w]\s+[\w]", key):
        return Complaint(file, line, key, value, "a key has no spaces", f"write {'_'.join(key.split())}")
    if slip := slip_in(value):
        return Complaint(file, line, key, value or None, slip.problem, slip.remedy(value))
    return None


def _refused(file: str, line: int | None, problem: str) -> ScenarioError:
    return ScenarioError((Complaint(file, line, None, None, problem),))

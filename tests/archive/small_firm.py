"""The tiny firm of these tests."""

from __future__ import annotations

SETTINGS = {"population": 40, "represents": 1, "days": 12, "failures.rate": 0.05, "log": "all", "title": "A firm"}

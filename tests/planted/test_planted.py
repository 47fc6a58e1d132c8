"""The bugs that can be planted are still bugs of this code, and a few of them are planted and caught.

All of them, in some minutes: `python tests/planted`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bug import Patch
from bugs import BUGS
from planting import ROOT, changed


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_words_that_a_bug_changes_stand_in_the_code_once(bug):
    for where in bug.places:
        files: dict[str, list[Patch]] = {}
        for patch in bug.patches(where):
            files.setdefault(patch.file, []).append(patch)
        for file, patches in files.items():
            text = (ROOT / file).read_text(encoding="utf-8")
            compile(changed(text, patches), file, "exec")


def test_there_are_as_many_bugs_as_were_promised_for_one_engine_and_for_both():
    assert len({bug.name for bug in BUGS}) == len(BUGS)
    assert sum(bool(bug.fast) for bug in BUGS) >= 24
    assert sum(bool(bug.plain) for bug in BUGS) >= 24
    assert all(bug.told_by for bug in BUGS)


def test_words_that_are_not_there_cannot_be_changed():
    with pytest.raises(ValueError, match="a file says 0 times: 'b'"):
        changed("a", [Patch("a file", "b", "c")])


@pytest.mark.no_cover
def test_bugs_planted_into_both_engines_are_caught():
    sample = ["decay twice", "recovery applied twice", "returns not refunded"]
    hunt = subprocess.run(
        [sys.executable, Path(__file__).parent, "--where", "both", *sample],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert hunt.returncode == 0, hunt.stdout + hunt.stderr
    assert "3 of 3 plantings of 3 bugs were caught." in hunt.stdout
    assert "all green" in hunt.stdout

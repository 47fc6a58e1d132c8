"""Tests are traced for coverage as `conftest.py` says, in the workers of pytest-xdist too."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

TESTS = """\
import sys
from pathlib import Path

import pytest

def note(name):
    Path(name).write_text(str(sys.gettrace() is not None))

note("collection")

@pytest.mark.parametrize("case", range(3))
def test_of_three_cases(case):
    note(f"case {case}")

@pytest.fixture
def made_ready():
    note("fixture of marked")

@pytest.mark.no_cover
def test_that_is_marked(made_ready):
    note("marked")

def test_after_them():
    note("after")
"""
PACKAGE = """\
import sys
from pathlib import Path

Path("imported").write_text(str(sys.gettrace() is not None))
"""
NOTED = ("imported", "collection", "case 0", "case 1", "case 2", "fixture of marked", "marked", "after")
TRACED = ("imported", "case 0", "after")


def test_the_first_case_is_traced_and_neither_marked_tests_nor_the_collection_are(tmp_path):
    shutil.copy2(Path(__file__).with_name("conftest.py"), tmp_path)
    package = tmp_path / "sim"  # in place of the real one, whose import takes ten seconds while it is traced
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "part.py").write_text(PACKAGE, encoding="utf-8")
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    options = ["-q", "-n", "1", "--cov=.", "--cov-report=", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    told = {name: (tmp_path / name).read_text(encoding="utf-8") == "True" for name in NOTED}
    assert told == {name: name in TRACED for name in NOTED}

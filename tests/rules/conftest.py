import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def reference() -> dict[str, Any]:
    """Closed-form values computed once by a second method; each block names it."""
    path = Path(__file__).parents[1] / "data" / "reference_values.json"
    return json.loads(path.read_text(encoding="utf-8"))

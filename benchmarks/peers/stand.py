"""One contestant in a process of its own: it prepares what it is told to, and plays a round whenever it is asked.

    python stand.py FOLDER MODULE PACKAGE     then a line of JSON, the task, and a line {} for each round

Processor time of this process alone; the first answer says in which version it is there.
"""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import json
import sys
import time
from pathlib import Path


def main(folder: str, module: str, package: str) -> None:
    """Prepare, then play rounds until nothing more is asked."""
    sys.path.insert(0, str(Path(__file__).parent / folder))
    contestant = importlib.import_module(module)
    task = json.loads(sys.stdin.readline())
    play = contestant.prepare(**task)
    tell({"version": importlib.metadata.version(package)})
    for _ in sys.stdin:
        gc.collect()
        begun = time.process_time()
        told = play()
        tell({"seconds": time.process_time() - begun, "told": told})


def tell(what: dict[str, object]) -> None:
    """Answer with a line."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The pictures of the pages: drawn anew by the commands that they come from, and which of them are stale.

    python -m docs.generate.pictures                 all of them; ten minutes on two cores
    python -m docs.generate.pictures split worth     these, and the others of the same command
    python -m docs.generate.pictures --check split   whether they still say the same; nothing is written

A picture keeps in its file what it says and what it was drawn with: the command, the engine version, scenarios,
and what a sample says, which is the same picture of a small made-up answer. It is stale where one of these is
another today. A sample shows within seconds that pictures are drawn or worded in another way; what only the whole
run can show, `--check` does. A page tells those who do not see a picture its title.

`data_tenure` and `data_calls` are drawn by `python -m benchmarks.real_data`, with the tables beside them. Fits
take long and have no sample: of these only command, scenario and title are held.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from docs.generate.page import DOCS
from sim.experiment.reading import read_sweep
from sim.report.figures.saving import SVG, svg
from sim.results import ENGINE_VERSION
from sim.scenario import Scenario
from tests.report import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.figure import Figure

ROOT = DOCS.parent
IMAGES = DOCS / "img"
COLOURS = 128
"""Enough for lines, shades and the edges of letters; the files are a third as large."""

SUBSCRIPTION = "archetypes/subscription"
SIDES = ("product/weak", "product/strong", "service/poor", "service/excellent")
WHOLE = ("debates/who_lost_them/weak_throughout", "debates/who_lost_them/strong_throughout")


@dataclass(frozen=True)
class Drawing:
    """A command, the scenarios that it reads, and the pictures it draws: by name, the name in its folder."""

    command: str
    scenarios: tuple[str, ...]
    pictures: Mapping[str, str]
    sample: Callable[[], Mapping[str, Figure]] | None = None
    """The same pictures of a made-up answer, by the names in the folder."""


DRAWINGS = (
    Drawing(
        "python run.py run default --set population=4000 --replications 8",
        ("default",),
        {name: name for name in ("retention", "journey", "ledger", "scores", "desk_over_time", "desk_day")},
        samples.run,
    ),
    Drawing(
        "python run.py run default --set protocol=market --set population=3000 --replications 6",
        ("default",),
        {"market_journey": "journey"},
        samples.market,
    ),
    Drawing(
        "python run.py compare product/weak product/strong --but desk.staffing_ratio=1.4 "
        "--set population=2000 --replications 4",
        ("product/weak", "product/strong"),
        {
            "customers_before_after": "customers_1", "ledger_before_after": "ledger_1",
            "differences": "differences_2",
        },
        samples.comparison,
    ),
    Drawing(
        f"python run.py compare {SUBSCRIPTION} --but desk.staffing_ratio=1.4 --but product.quality=0.65 "
        "--set population=2000 --set days=180 --replications 4",
        (SUBSCRIPTION,),
        {"tutorial_differences": "differences_1", "tutorial_ledger": "ledger_2"},
        samples.comparison,
    ),
    Drawing(
        "python run.py rescue default --set population=5000 --replications 4 --uncertainty none",
        ("default", *SIDES),
        {
            "rescue_cells": "cells", "rescue_over_time": "index_over_time", "rescue_map": "map",
            "rescue_outcomes": "outcomes", "rescue_who": "who",
        },
        samples.rescue,
    ),
    Drawing(
        f"python run.py why {WHOLE[0]} --better {WHOLE[1]}",
        WHOLE,
        {name: name for name in ("split", "split_measures", "split_booked")},
        samples.why,
    ),
    Drawing("python run.py worth default", ("default",), {"worth": "worth"}, samples.worth),
    Drawing("python run.py facts --replications 6", ("default",), {"facts": "facts"}, samples.facts),
    Drawing(
        "python run.py sweep rescue_map --set population=1000 --set days=120 --replications 2",
        ("sweeps/rescue_map", *SIDES),
        {"sweep_map": "sweep_map"},
        samples.grid,
    ),
    Drawing(
        "python run.py sweep default --design sobol --points 32 --set population=1000 --set days=120 "
        "--replications 2 --vary product.quality=0.2:0.9 --vary failures.rate=log:0.002:0.05 "
        "--vary service=service/poor,service/excellent --vary product.usage_rate=0.1:0.9",
        ("default", "service/poor", "service/excellent"),
        {"sweep_sensitivity": "sweep_sensitivity", "sweep_curves": "sweep_curves"},
        samples.sobol,
    ),
)  # fmt: skip
STUDIES = tuple(
    Drawing(f"python -m benchmarks.real_data {name} --write", (scenario,), {f"data_{name}": ""})
    for name, scenario in (("tenure", SUBSCRIPTION), ("calls", "archetypes/utility"))
)
DRAWN_BY = {picture: drawing for drawing in (*DRAWINGS, *STUDIES) for picture in drawing.pictures}


def main(words: Sequence[str] | None = None) -> int:
    """Draw the pictures that are asked for, or say which say something else; give the exit code."""
    options = arguments(words)
    asked = [one for one in DRAWINGS if not options.names or set(options.names) & set(one.pictures)]
    changed = []
    for number, drawing in enumerate(asked, start=1):
        print(f"{number} of {len(asked)}: {', '.join(drawing.pictures)}: {drawing.command}", flush=True)
        with TemporaryDirectory() as folder:
            for name, (dotted, drawn) in results_of(drawing, Path(folder)).items():
                changed += [name] if otherwise(notes(name).get("Words", ""), words_of(drawn)) else []
                if not options.check:
                    keep(name, dotted, drawn)
    print(f"saying something else than before: {', '.join(changed) or 'none'}")
    return int(options.check and bool(changed))


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a picture in docs/img")
    parser.add_argument("--check", action="store_true", help="say whether they say the same, and write nothing")
    options = parser.parse_args(words)
    for name in options.names:
        if name not in DRAWN_BY:
            parser.error(f"no picture {name!r}; there are {', '.join(DRAWN_BY)}")
        if DRAWN_BY[name] in STUDIES:
            parser.error(f"{name} is drawn by `{renewal(name)}`")
    return options


def results_of(drawing: Drawing, folder: Path) -> dict[str, tuple[bytes, bytes]]:
    """Carry out a command and give its pictures by name, as PNG and as SVG."""
    command = [sys.executable, *shlex.split(drawing.command)[1:], "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    found = {path.stem: path for path in folder.rglob("figures/*.svg")}
    return {
        name: (found[taken].with_suffix(".png").read_bytes(), found[taken].read_bytes())
        for name, taken in drawing.pictures.items()
    }


def title_of(drawn: bytes) -> str:
    """The finding of a picture in SVG."""
    return ElementTree.fromstring(drawn).findtext(f"{{{SVG}}}title", "")


def words_of(drawn: bytes) -> str:
    """All that stands on a picture in SVG, the numbers along its axes included, a line each."""
    return "\n".join("".join(text.itertext()) for text in ElementTree.fromstring(drawn).iter(f"{{{SVG}}}text"))


def keep(name: str, dotted: bytes, drawn: bytes) -> None:
    """Put a picture into the docs, and its title onto the pages that show it."""
    (IMAGES / f"{name}.png").write_bytes(noted(name, dotted, drawn))
    title = title_of(drawn)
    for page in pages():
        text = shown(name).sub(lambda found: f"![{title}]({found[2]})", page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8", newline="\n")


def noted(name: str, dotted: bytes, drawn: bytes) -> bytes:
    """Give a picture as a PNG of few colours that keeps what it says and was drawn with."""
    info = PngInfo()
    for key, note in {"Title": title_of(drawn), "Words": words_of(drawn), **today(name)}.items():
        info.add_itxt(key, note, zip=True)
    stream = BytesIO()
    whole = Image.open(BytesIO(dotted)).convert("RGB")
    few = whole.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(stream, "PNG", optimize=True, pnginfo=info)
    return stream.getvalue()


def notes(name: str) -> dict[str, str]:
    """What a picture keeps of itself; nothing if it was not drawn by this program."""
    with Image.open(IMAGES / f"{name}.png") as picture:
        return {key: str(note) for key, note in picture.info.items() if isinstance(note, str)}


def today(name: str) -> dict[str, str]:
    """What a picture would be drawn with today."""
    drawing = DRAWN_BY[name]
    made = {
        "Command": drawing.command,
        "Scenarios": "\n".join(f"{scenario} {digest_of(scenario)}" for scenario in drawing.scenarios),
    }
    if drawing.sample:
        made["Engine"] = f"version {ENGINE_VERSION}"
        made["Sample"] = words_of(svg(drawing.sample()[drawing.pictures[name]], name))
    return made


def digest_of(scenario: str) -> str:
    """The first signs of what decides over the numbers of a scenario, or of a sweep."""
    folder, _, name = scenario.rpartition("/")
    return (read_sweep(name) if folder == "sweeps" else Scenario.load(scenario)).digest[:12]


def pages() -> tuple[Path, ...]:
    """All pages on which pictures stand."""
    return (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))


def shown(name: str) -> re.Pattern[str]:
    """A picture on a page: what is said to those who do not see it, and where it lies."""
    return re.compile(rf"!\[([^\]]*)\]\(([^)]*\bimg/{name}\.png)\)")


def stale(name: str) -> list[str]:
    """Why a picture is stale, and what renews it; nothing if it is not."""
    kept = notes(name)
    title = kept.get("Title")
    reasons = [
        f"{key.lower()}: {changed}"
        for key, now in today(name).items()
        if (changed := otherwise(kept.get(key, ""), now))
    ]
    reasons += [
        f"{page.name} calls it {said!r}, and it says {title!r}"
        for page in pages()
        for said, _ in shown(name).findall(page.read_text(encoding="utf-8"))
        if said != title
    ]
    return [f"{name}: {reason}; say `{renewal(name)}`" for reason in reasons]


def otherwise(before: str, now: str) -> str:
    """Say which lines are gone (-) and which are new (+); their order may change with that of the drawing."""
    old, new = Counter(before.splitlines()), Counter(now.splitlines())
    return " ".join([*(f"- {line}" for line in old - new), *(f"+ {line}" for line in new - old)])


def renewal(name: str) -> str:
    """The command that draws a picture anew."""
    drawing = DRAWN_BY[name]
    return drawing.command if drawing in STUDIES else f"python -m docs.generate.pictures {name}"


if __name__ == "__main__":
    sys.exit(main())

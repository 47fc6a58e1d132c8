"""Whatever is wrong with a sweep is said in a line with its place, before anything is run or written."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.errors import ScenarioError, TrapezeError, UsageError
from sim.experiment.design import DESIGNS
from sim.experiment.planning import Asked
from sim.experiment.reading import is_a_sweep, read_sweep
from sim.experiment.schema import SCHEMA_FILE, schema_text
from sim.experiment.sheet import Sheet, known_keys
from sim.experiment.varying import varied
from sim.scenario import Scenario, folder, names
from sim.scenario.places import sweeps
from tests.moments import within_a_second

if TYPE_CHECKING:
    from collections.abc import Callable

TOP = """\
base = "default"
replications = 2
"""
SETTINGS = """\
[settings]
population = 50
days = 5
"""
QUALITY = """\
[[factors]]
key = "product.quality"
range = [0.2, 0.9]
steps = 8
"""
SERVICE = """\
[[factors]]
name = "service"
scenarios = ["service/poor", "service/excellent"]
"""
GOOD = TOP + SETTINGS + QUALITY + SERVICE
SOBOL = TOP + 'design = "sobol"\npoints = 8\n' + SETTINGS + QUALITY.replace("steps = 8\n", "")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refused(here: Path) -> Callable[..., list[str]]:
    """Give a function that reads a text as a sweep, and makes sure that it is refused as promised."""

    def do(text: str, asked: Asked = Asked()) -> list[str]:  # noqa: B008
        Path("s.toml").write_text(text, "utf-8")
        before, began = sorted(here.iterdir()), time.process_time()
        with pytest.raises(TrapezeError) as caught:
            read_sweep("s.toml", asked)
        assert within_a_second(time.process_time() - began)
        assert caught.value.exit_code == 2
        assert sorted(here.iterdir()) == before
        return str(caught.value).splitlines()

    return do


def test_a_sweep_says_its_base_its_settings_and_what_varies() -> None:
    Path("my-map.toml").write_text('title = "My <map>"\nmeasures = ["nps"]\n' + GOOD, "utf-8")
    plan = read_sweep("my-map.toml")
    assert (plan.name, plan.title, plan.measures, plan.seed) == ("my-map", "My <map>", ("nps",), 1)
    assert (plan.base.population, plan.base.days, plan.base.name) == (50, 5, "default")
    assert len(plan.points) == 16
    assert plan.points[3].values == {"product.quality": 0.3, "service": "service/excellent"}
    assert plan.scenario_at(3).staff.skill == 0.95
    assert is_a_sweep("my-map.toml")
    assert not is_a_sweep("default")


def test_what_is_asked_for_wins_over_the_file() -> None:
    Path("s.toml").write_text(SOBOL, "utf-8")
    asked = Asked({"days": 9, "desk.agents": 4}, design="morris", points=3, replications=7, seed=0, ask="rescue")
    plan = read_sweep("s.toml", asked)
    assert (plan.base.days, plan.base.desk.agents, plan.base.population) == (9, 4.0, 50)
    assert (plan.design.name, len(plan.frame), plan.replications, plan.seed) == ("morris", 6, 7, 0)
    assert plan.ask == "rescue"


def test_what_is_left_out_is_as_the_base_says() -> None:
    Path("base.toml").write_text("seed = 7\nreplications = 3\nextends = ['service/poor']\n", "utf-8")
    Path("s.toml").write_text('base = "base"\n' + QUALITY, "utf-8")
    plan = read_sweep("s.toml")
    assert (plan.seed, plan.replications, plan.base.staff.skill) == (7, 3, 0.4)


def test_files_are_looked_for_beside_the_sweep_first(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    place = here / "in here"
    (place / "service").mkdir(parents=True)
    (place / "default.toml").write_text("days = 77\n", "utf-8")
    (place / "service" / "poor.toml").write_text("staff.skill = 0.11\n", "utf-8")
    (place / "s.toml").write_text('base = "default"\n' + SERVICE, "utf-8")
    plan = read_sweep(place / "s.toml")
    assert plan.base.days == 77
    assert plan.scenario_at(0).staff.skill == 0.11
    assert plan.scenario_at(1).staff.skill == 0.95


def test_what_segments_and_later_days_say_is_reckoned_with() -> None:
    shares = ["desk.phone.share=0.2,0.4", "desk.email.share=0.6,0.4", "desk.chat.share=0.2"]
    with pytest.raises(ScenarioError) as caught:
        varied(Scenario(), shares)
    bad = [line.partition(", at ")[2].partition(";")[0] for line in str(caught.value).splitlines()]
    assert [one[:7] for one in bad] == ["point 1", "point 2"]  # The others add up to 1.
    sound = ["desk.phone.share=0.4", "desk.email.share=0.4", "desk.chat.share=0.2"]
    assert len(varied(Scenario(), sound).points) == 1
    # The segment keeps its own share of chats, which the others were to make room for.
    chats = {"name": "a", "share": 1.0, "desk.chat.share": Scenario().desk.chat.share}
    with pytest.raises(ScenarioError, match=r"segments\[0\]\.desk\.chat\.share"):
        varied(Scenario().but({"segments": [chats]}), sound)


# --- lists --------------------------------------------------------------------------------------------------


LIST = TOP + 'design = "list"\nlist = "points.csv"\n[settings]\npopulation = 50\n'


def test_a_list_is_a_point_a_row() -> None:
    Path("s.toml").write_text(LIST + SERVICE, "utf-8")
    Path("points.csv").write_bytes(
        b"\xef\xbb\xbfproduct.quality, service,days\r\n0.2,service/poor,4\r\n\r\n0.9,service/excellent,5\r\n"
        b"0.20,service/poor,4\r\n"
    )
    plan = read_sweep("s.toml")
    assert [tuple(point.values.values()) for point in plan.points] == [
        (0.2, "service/poor", 4),
        (0.9, "service/excellent", 5),
    ]
    assert plan.notes == ("a point that comes again is computed once",)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            "",
            "points.csv: empty; write the keys into the first line, and a point into each other one",
        ),
        (
            "product.quality\n",
            "points.csv:1: no points; write one into each line below the keys",
        ),
        (
            "product.qality\n1\n",
            "points.csv:1: product.qality: unknown key; did you mean product.quality?",
        ),
        (
            "product.quality;days\n0,5;1,000\n",
            "points.csv:2: days = 1,000: a number has no sign between thousands; write 1000 or 1_000",
        ),
        (
            "days,days\n1,2\n",
            "points.csv:1: two columns are called 'days'; keep one of the two",
        ),
        (
            "days\n3\nx\n",
            "points.csv:3: days = x: must be a number, got 'x'; write it with digits and a point",
        ),
        (
            "days\n3\n5%\n",
            "points.csv:3: days = 5%: no percent sign in TOML; write 0.05",
        ),
        (
            "days,product.quality\n3,\n",
            "points.csv:2: product.quality: value missing; give a value",
        ),
        (
            "days,product.quality\n3\n",
            "points.csv:2: 1 of 2 columns; give every point a value in each",
        ),
        (
            "failures.major_share\n0.1\n0.2\n1.5\n",
            "points.csv:4: failures.major_share = 1.5: must be between 0 and 1, at point 2 "
            "(failures.major_share = 1.5); write 0.015 for 1.5 %",
        ),
        (
            "days,measure_from_day\n9,3\n2,3\n",
            "points.csv:3: measure_from_day = 3: must be below days (2), at point 1 (days = 2, "
            "measure_from_day = 3); measure from an earlier day or simulate more days",
        ),
        (
            "seed\n1\n",
            "points.csv:1: seed: cannot vary: every point is lived with the same luck, so that they "
            "differ by their values alone; write seed = ... at the top of the sweep, or --seed",
        ),
    ],
)
def test_a_bad_list_is_refused_with_its_line(refused: Callable[..., list[str]], rows: str, told: str) -> None:
    Path("points.csv").write_text(rows, "utf-8")
    assert refused(LIST) == [told]


@pytest.mark.parametrize("elsewhere", ["../points.csv", "/etc/passwd"])
def test_a_list_lies_beside_its_sweep(refused: Callable[..., list[str]], elsewhere: str) -> None:
    """Nobody who runs another's sweep has other files read and shown by that."""
    (line,) = refused(LIST.replace("points.csv", elsewhere))
    assert line.endswith(f'list = "{elsewhere}": lies elsewhere; put the CSV beside the sweep')


def test_a_cell_without_end_is_no_csv(refused: Callable[..., list[str]]) -> None:
    Path("points.csv").write_text(f"days\n{'9' * 200_000}\n", "utf-8")
    (line,) = refused(LIST)
    assert line.startswith("points.csv: not CSV: field larger than field limit")


def test_a_level_of_a_list_has_to_be_one(refused: Callable[..., list[str]]) -> None:
    Path("points.csv").write_text("service\nservice/por\n", "utf-8")
    told = "points.csv:2: service = service/por: not a level of the factor; did you mean service/poor?"
    assert refused(LIST + SERVICE) == [told]


def test_a_list_that_is_not_there_or_no_list(refused: Callable[..., list[str]]) -> None:
    told = 's.toml:4: list = "points.csv": no such file; it is looked for beside the sweep'
    assert refused(LIST) == [told]
    Path("point.csv").write_text("days\n1\n", "utf-8")
    assert refused(LIST) == ['s.toml:4: list = "points.csv": no such file; did you mean point.csv?']
    Path("points.csv").write_bytes(b"PK\x03\x04")
    told = "points.csv: not a text file (looks like an Excel workbook or a zip archive); a list of points is CSV"
    assert refused(LIST) == [told]


# --- what is wrong with a file ------------------------------------------------------------------------------


BAD = {
    "empty": (
        "# nothing\n",
        "s.toml: empty; write base = ... and one [[factors]], or see `scenarios list`",
    ),
    "a scenario": (
        "days = 5\n",
        's.toml: is a scenario, not a sweep; add --vary KEY=LOW:HIGH:STEPS, or write base = "s" '
        "and [[factors]] into a file",
    ),
    "not TOML": (
        GOOD.replace("2", "2,5", 1),
        "s.toml:2: replications = 2,5: decimal comma; use a point: 2.5",
    ),
    "nothing varies": (
        TOP + 'design = "grid"\n',
        "s.toml: nothing varies; add [[factors]] with a key and values",
    ),
    "unknown key": (
        "desing = 'grid'\n" + GOOD,
        "s.toml:1: desing = \"grid\": unknown key; did you mean 'design'?",
    ),
    "unknown list": (
        "mesures = []\n" + GOOD,
        "s.toml:1: mesures = []: unknown key; did you mean 'measures'?",
    ),
    "a setting outside": (
        "days = 3\n" + GOOD,
        "s.toml:1: days = 3: unknown key; 'days' belongs to [settings]",
    ),
    "no such design": (
        TOP + "design = 'gird'\n" + QUALITY,
        's.toml:3: design = "gird": must be "grid", "list", "one-at-a-time", "latin-hypercube", '
        '"sobol" or "morris"; the default is "grid"',
    ),
    "wrong type": (
        GOOD.replace("= 2", "= '2'", 1),
        's.toml:2: replications = "2": must be a whole number, got text "2"; write 2 without quotes',
    ),
    "no replications": (
        GOOD.replace("= 2", "= 0", 1),
        "s.toml:2: replications = 0: must be between 1 and 100,000",
    ),
    "a negative seed": (
        "seed = -1\n" + GOOD,
        "s.toml:1: seed = -1: must be between 0 and 2^53-1",
    ),
    # the base
    "no such base": (
        GOOD.replace('"default"', '"defalt"'),
        's.toml:1: base = "defalt": no such file: defalt; did you mean default?',
    ),
    "a base that is a sweep": (
        GOOD.replace('"default"', '"rescue_map"'),
        's.toml:1: base = "rescue_map": is a sweep, not a scenario; name the scenario that it starts from',
    ),
    "a base that is this sweep": (
        GOOD.replace('"default"', '"s"'),
        's.toml:1: base = "s": is a sweep, not a scenario; name the scenario that it starts from',
    ),
    "a wrong setting": (
        GOOD.replace("days", "dais"),
        "s.toml:5: dais = 5: unknown key; did you mean 'days'?",
    ),
    "a bad setting": (
        GOOD.replace("= 5\n", "= 0\n", 1),
        "s.toml:5: days = 0: must be between 1 and 2,147,483,647; the default is 365",
    ),
    "seed in the settings": (
        GOOD.replace("days = 5", "seed = 5"),
        "s.toml:5: settings.seed = 5: is no setting of a point; write seed = ... above the first table",
    ),
    # the key of a factor
    "unknown parameter": (
        GOOD.replace("product.quality", "product.qualty"),
        's.toml:7: factors[0].key = "product.qualty": unknown key; did you mean product.quality?',
    ),
    "half a path": (
        GOOD.replace("product.quality", "usage_rate"),
        's.toml:7: factors[0].key = "usage_rate": unknown key; did you mean product.usage_rate?',
    ),
    "a table": (
        GOOD.replace("product.quality", "product"),
        's.toml:7: factors[0].key = "product": is a table; name one of its keys, such as product.quality',
    ),
    "the seed": (
        GOOD.replace("product.quality", "seed"),
        's.toml:7: factors[0].key = "seed": cannot vary: every point is lived with the same luck,'
        " so that they differ by their values alone; write seed = ... at the top of the sweep, or"
        " --seed",
    ),
    "a segment": (
        GOOD.replace("product.quality", "segments[0].product.quality"),
        's.toml:7: factors[0].key = "segments[0].product.quality": a sweep varies the whole '
        'scenario, not a part of it; put each level into a file: scenarios = ["one", "two"]',
    ),
    "the title": (
        GOOD.replace("product.quality", "title"),
        's.toml:7: factors[0].key = "title": changes no number; take the factor out',
    ),
    "a list parameter": (
        GOOD.replace("product.quality", "desk.arrival_profile"),
        's.toml:7: factors[0].key = "desk.arrival_profile": a list is no level of a factor; put '
        'each level into a file: scenarios = ["one", "two"]',
    ),
    "no key": (
        GOOD.replace('key = "product.quality"', ""),
        's.toml:6: factors[0]: no key; say what varies: key = "product.quality"',
    ),
    "a name that is taken": (
        GOOD.replace('"service"', '"retention"'),
        's.toml:11: factors[1].name = "retention": a column of the results has this name already;'
        " give the factor another name",
    ),
    "one factor twice": (
        GOOD + QUALITY,
        's.toml:13: factors[2].name = "product.quality": is varied already; keep one of the two',
    ),
    "one parameter twice": (
        GOOD + '[[factors]]\nkey = "staff.skill"\nvalues = [0.5]\n',
        "s.toml:13: factors[2]: sets staff.skill, and service sets that too or what replaces it; "
        "vary it in one of the two",
    ),
    "two that replace each other": (
        GOOD + '[[factors]]\nkey = "desk.agents"\nvalues = [5]\n',
        "s.toml:13: factors[2]: sets desk.agents, and service sets that too or what replaces it; "
        "vary it in one of the two",
    ),
    # its values
    "empty list": (
        GOOD.replace("range = [0.2, 0.9]\nsteps = 8", "values = []"),
        "s.toml:8: factors[0].values = []: is empty; give at least one of its values",
    ),
    "no list": (
        GOOD.replace("range = [0.2, 0.9]\nsteps = 8", "values = 3"),
        "s.toml:8: factors[0].values = 3: must be a list of values; write [3]",
    ),
    "mixed types": (
        GOOD.replace("range = [0.2, 0.9]\nsteps = 8", 'values = [0.2, "a"]'),
        's.toml:8: product.quality = "a": must be a number, got text "a", at point 2 '
        '(product.quality = "a", service = "service/poor") and 1 more; the default is 0.6',
    ),
    "one bad value": (
        TOP + SETTINGS + '[[factors]]\nkey = "failures.major_share"\nvalues = [0.2, 1.2, 0.3]\n',
        "s.toml:8: failures.major_share = 1.2: must be between 0 and 1, at point 1 "
        "(failures.major_share = 1.2); write 0.012 for 1.2 %",
    ),
    "a table as value": (
        GOOD.replace("range = [0.2, 0.9]\nsteps = 8", "values = [{a = 1}]"),
        "s.toml:8: factors[0].values = [{...}]: {...} is no level; give numbers or words",
    ),
    "reversed": (
        GOOD.replace("[0.2, 0.9]", "[0.9, 0.2]"),
        "s.toml:8: factors[0].range = [0.9, 0.2]: runs backwards; the lower one comes first",
    ),
    "no width": (
        GOOD.replace("[0.2, 0.9]", "[0.9, 0.9]"),
        "s.toml:8: factors[0].range = [0.9, 0.9]: has no width; give two numbers that differ",
    ),
    "one step": (
        GOOD.replace("steps = 8", "steps = 1"),
        "s.toml:9: factors[0].steps = 1: must be between 2 and 1,000,000",
    ),
    "no steps": (
        GOOD.replace("steps = 8", ""),
        "s.toml:8: factors[0].range = [0.2, 0.9]: no steps, which a grid design needs; say how "
        "many: steps = 8, or behind --vary LOW:HIGH:8",
    ),
    "three ends": (
        GOOD.replace("[0.2, 0.9]", "[0.2, 0.9, 8]"),
        "s.toml:8: factors[0].range = [0.2, 0.9, 8]: must be two numbers; write [lowest, highest]",
    ),
    "text range": (
        GOOD.replace("[0.2, 0.9]", '["low", "high"]'),
        's.toml:8: factors[0].range = ["low", "high"]: must be two numbers, got "low"; write [lowest, highest]',
    ),
    "infinite range": (
        GOOD.replace("[0.2, 0.9]", "[0.2, inf]"),
        "s.toml:8: factors[0].range = [0.2, inf]: must be finite numbers; write [lowest, highest]",
    ),
    "a range of words": (
        GOOD.replace("product.quality", "protocol"),
        "s.toml:8: factors[0].range = [0.2, 0.9]: words have no range; list the words instead, "
        "such as cohort, market",
    ),
    "log range through 0": (
        GOOD.replace("range = [0.2", "log_range = [0"),
        "s.toml:8: factors[0].log_range = [0, 0.9]: a logarithmic range cannot reach 0 or less; "
        "begin above 0, or take range",
    ),
    "a range beyond": (
        GOOD.replace("product.quality", "failures.major_share").replace("0.9]", "1.9]"),
        "s.toml:8: failures.major_share = 1.9: must be between 0 and 1: the range of "
        "failures.major_share ends there; write 0.019 for 1.9 %",
    ),
    "halves of days": (
        GOOD.replace("product.quality", "days").replace("[0.2, 0.9]", "[1, 2.5]"),
        "s.toml:8: factors[0].range = [1, 2.5]: must be whole numbers, got 2.5; write 2",
    ),
    "more steps than days": (
        GOOD.replace("product.quality", "days").replace("[0.2, 0.9]", "[1, 3]"),
        "s.toml:9: factors[0].steps = 8: only 3 whole numbers lie between 1 and 3; write steps = 3",
    ),
    "two ways": (
        GOOD.replace("steps = 8", "values = [1]"),
        "s.toml:8: factors[0].range: cannot stand beside values; keep one of the two",
    ),
    "no way": (
        GOOD.replace("range = [0.2, 0.9]\nsteps = 8\n", ""),
        "s.toml:6: factors[0]: varies nothing; give values, range, log_range or scenarios",
    ),
    "unknown word": (
        GOOD.replace("steps", "step"),
        "s.toml:9: factors[0].step = 8: unknown key; did you mean 'steps'?",
    ),
    "no such level": (
        GOOD.replace("service/poor", "service/por"),
        's.toml:12: factors[1].scenarios = "service/por": no such file: service/por; did you mean service/poor?',
    ),
    "a level that is a sweep": (
        GOOD.replace("service/poor", "rescue_map"),
        's.toml:12: factors[1].scenarios = "rescue_map": rescue_map: is a sweep, not a scenario; '
        "`sweep rescue_map` runs it",
    ),
    "levels without a name": (
        GOOD.replace('name = "service"\n', ""),
        's.toml:10: factors[1]: named scenarios need a name; add one, such as name = "service"',
    ),
    # the design
    "no sample size": (
        SOBOL.replace("points = 8\n", ""),
        "s.toml: points: missing: a sobol design needs to know how many; write points = 64, or --points 64",
    ),
    "sample size 0": (
        SOBOL.replace("points = 8", "points = 0"),
        "s.toml:4: points = 0: must be between 1 and 10,000,000",
    ),
    "points of a grid": (
        "points = 8\n" + GOOD,
        "s.toml:1: points = 8: has no place in a grid design; its values say how many points there are",
    ),
    "steps of a sample": (
        SOBOL + "steps = 4\n",
        "s.toml:11: factors[0].steps = 4: has no place here: sobol chooses the values itself; take steps out",
    ),
    "a list in a grid": (
        "list = 'a.csv'\n" + GOOD,
        's.toml:1: list = "a.csv": has no place in a grid design; write design = "list"',
    ),
    # what is shown
    "no such measure": (
        "measures = ['retentoin']\n" + GOOD,
        's.toml:1: measures = "retentoin": no such measure; did you mean retention?',
    ),
    "no such precision": (
        "precision = { measure = 'retentoin', half_width = 1 }\n" + GOOD,
        's.toml:1: precision.measure = "retentoin": no such measure; did you mean retention?',
    ),
    "no such rescue": (
        "ask = 'rescue'\nmeasures = ['rescue_gap_cx', 'rescue_index_abandonment']\n" + GOOD,
        's.toml:2: measures = "rescue_index_abandonment": no such measure; there are rescue_index_retention, '
        "rescue_index_cx, rescue_index_nps, rescue_index_clv, rescue_index_profit",
    ),
    "a rescue that nobody asks for": (
        "measures = ['rescue_index_retention']\n" + GOOD,
        's.toml:1: measures = "rescue_index_retention": is measured only where a sweep asks for rescues; '
        'write ask = "rescue", or leave it out',
    ),
    "the precision of a rescue that nobody asks for": (
        "precision = { measure = 'rescue_gap_nps', half_width = 1 }\n" + GOOD,
        's.toml:1: precision.measure = "rescue_gap_nps": is measured only where a sweep asks for rescues; '
        'write ask = "rescue", or leave it out',
    ),
    "half a precision": (
        "precision = { measure = 'nps' }\n" + GOOD,
        's.toml:1: precision: no half_width; write { measure = "retention", half_width = 0.01 }',
    ),
    "a precision that is none": (
        "precision = { measure = 'nps', half_width = 0 }\n" + GOOD,
        "s.toml:1: precision.half_width = 0: must be above 0",
    ),
    "a precision without room": (
        "precision = { measure = 'nps', half_width = 1, at_most = 2 }\n" + GOOD.replace("= 2", "= 3", 1),
        "s.toml:1: precision.at_most = 2: must be at least the replications of every point, 3; allow more",
    ),
}


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD)
def test_a_bad_sweep_is_refused_in_one_line(refused: Callable[..., list[str]], text: str, told: str) -> None:
    assert refused(text) == [told]


def test_a_rescue_may_be_shown_where_one_is_asked_for() -> None:
    shown = "measures = ['rescue_index_retention', 'retention']\n"
    Path("s.toml").write_text(f"ask = 'rescue'\n{shown}{GOOD}", "utf-8")
    assert read_sweep("s.toml").measures == ("rescue_index_retention", "retention")
    assert read_sweep("s.toml", Asked(ask="run")).measures == ("retention",)
    Path("s.toml").write_text(shown + GOOD, "utf-8")
    assert read_sweep("s.toml", Asked(ask="rescue")).measures == ("rescue_index_retention", "retention")


def test_nonsense_for_what_is_asked_is_no_complaint_about_a_rescue(refused: Callable[..., list[str]]) -> None:
    (told,) = refused("ask = 'rescues'\nmeasures = ['rescue_index_retention']\n" + GOOD)
    assert told.startswith('s.toml:1: ask = "rescues": ')


def test_everything_that_is_wrong_is_said_at_once_from_top_to_bottom(refused: Callable[..., list[str]]) -> None:
    bad = GOOD.replace("days", "dais").replace("product.quality", "quality").replace("= 2\n", "= 0\n", 1)
    places = [line.split(" ")[0] for line in refused(bad)]
    assert places == ["s.toml:2:", "s.toml:5:", "s.toml:7:"]


def test_a_base_that_is_wrong_says_where(refused: Callable[..., list[str]]) -> None:
    Path("firm.toml").write_text("days = 3\nproduct.qualty = 1\n", "utf-8")
    told = "firm.toml:2: product.qualty = 1: unknown key; did you mean 'quality'?"
    assert refused(GOOD.replace('"default"', '"firm"')) == [told]


def test_a_setting_of_the_command_line_that_every_point_replaces_is_refused(
    refused: Callable[..., list[str]],
) -> None:
    told = "--set: product.quality = 0.5: is varied, so this would change nothing; leave it out"
    assert refused(GOOD, Asked({"product.quality": 0.5})) == [told]
    Path("s.toml").write_text(GOOD, "utf-8")
    one = read_sweep("s.toml", Asked({"product.quality": 0.5}, design="one-at-a-time"))
    assert one.points[0].values == {"product.quality": 0.5, "service": None}


def test_a_setting_of_the_file_that_every_point_replaces_is_refused_too(refused: Callable[..., list[str]]) -> None:
    told = "s.toml:6: product.quality = 0.5: is varied, so this would change nothing; leave it out"
    assert refused(GOOD.replace("days = 5\n", "days = 5\nproduct.quality = 0.5\n")) == [told]


def test_steps_and_points_of_the_files_own_design_are_no_hindrance_to_another() -> None:
    Path("s.toml").write_text(GOOD, "utf-8")
    assert len(read_sweep("s.toml", Asked(design="morris", points=3)).frame) == 9
    Path("s.toml").write_text(SOBOL + "steps = 4\n", "utf-8")
    assert len(read_sweep("s.toml", Asked(design="grid")).points) == 4


def test_more_than_a_million_runs_are_told_with_what_they_take(refused: Callable[..., list[str]]) -> None:
    (line,) = refused(GOOD.replace("steps = 8", "steps = 1_000_000"))
    assert line.startswith("2,000,000 points x 2 = 4,000,000 runs would take about ")
    assert " of one processor and " in line
    assert line.endswith("GB of disk; --yes runs them all the same, fewer values or replications take less")


def test_notes_tell_of_what_is_odd_but_possible() -> None:
    two = SOBOL.replace("points = 8", "points = 6") + '[[factors]]\nkey = "staff.skill"\nrange = [0.1, 0.9]\n'
    Path("s.toml").write_text(two, "utf-8")
    note = "points = 6 is not a power of 2: the sample is less even than with 4 or 8"
    assert read_sweep("s.toml").notes == (note,)
    Path("s.toml").write_text(TOP + '[[factors]]\nkey = "days"\nvalues = [3, 5, 3]\n', "utf-8")
    plan = read_sweep("s.toml")
    assert plan.notes == ("days: what is listed again counts once (3 values, 2 different ones)",)
    assert len(plan.points) == 2


def test_thousands_of_points_are_checked_in_a_moment() -> None:
    base = Scenario().but({"changes": [{"from_day": 9, "failures.rate": 0.01}]})
    vary = ["failures.rate=0.001:0.01:40", "failures.major_share=0:1:50", "product.quality=0.2,0.9"]
    began = time.process_time()
    assert len(varied(base, vary, Asked(replications=1)).points) == 4_000
    assert within_a_second(time.process_time() - began)


def test_thousands_of_points_that_are_wrong_are_refused_in_a_moment_too() -> None:
    vary = {"failures.major_share": [2.0], "failures.rate": [0.001 + 1e-6 * at for at in range(3_000)]}
    began = time.process_time()
    with pytest.raises(ScenarioError, match=r"at point 0 \(.*\) and many more; write 0\.02 for 2 %$"):
        varied(Scenario(), vary, Asked(replications=1))
    with pytest.raises(ScenarioError) as caught:
        varied(Scenario(), {"failures.rate": [-1.0 - at for at in range(3_000)]}, Asked(replications=1))
    assert len(caught.value.complaints) == 100
    assert within_a_second(time.process_time() - began)


# --- what the words of the command line mean ----------------------------------------------------------------


def vary_refused(*vary: str, **asked: Any) -> str:
    with pytest.raises((ScenarioError, UsageError)) as caught:
        varied(Scenario(), vary, Asked(**asked))
    return str(caught.value)


def test_vary_takes_ranges_values_and_scenarios() -> None:
    vary = ["product.quality = 0.2:0.9:8", "failures.rate=log:0.001:0.1:3", "protocol=cohort,market",
            "service=service/poor, service/excellent"]  # fmt: skip
    plan = varied(Scenario(), vary)
    assert [factor.spread() for factor in plan.factors] == [
        (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), (0.001, 0.01, 0.1), ("cohort", "market"),
        ("service/poor", "service/excellent"),
    ]  # fmt: skip


def test_python_may_give_values_texts_and_settings_of_levels() -> None:
    vary = {"days": range(3, 6), "product.quality": "0.2:0.9:2", "desk": {"small": {"desk.agents": 3}}}
    with pytest.raises(ScenarioError, match=r"is a parameter"):
        varied(Scenario(), vary | {"product.quality": {"low": {"product.quality": 0.1}}})
    plan = varied(Scenario(), vary)
    assert [factor.spread() for factor in plan.factors] == [(3, 4, 5), (0.2, 0.9), ("small",)]
    assert plan.scenario_at(0).desk.agents == 3


@pytest.mark.parametrize(
    ("vary", "told"),
    [
        ("x", "not a factor: 'x'; write KEY=LOW:HIGH:STEPS"),
        ("product.quality=", "not a factor: 'product.quality='; write KEY=LOW:HIGH:STEPS"),
        ("product.quality=0,5:1:3", "--vary: product.quality = 0,5:1:3: decimal comma; use a point: 0.5"),
        (
            "product.quality=1:2:x",
            "--vary: product.quality = 1:2:x: steps must be a whole number from 2 on, got x; ",
        ),
        ("product.quality=1:2:3:4", "--vary: product.quality = 1:2:3:4: not a range; write LOW:HIGH:STEPS"),
        ("product.quality=a,b", "--vary: product.quality = a,b: must be a number, got 'a'; write it with digits"),
        ("service=service/por,x", "--vary: service = service/por,x: no such file: service/por; did you mean "),
        ("quality=1:2:3", "--vary: quality = 1:2:3: unknown key; did you mean product.quality"),
        (
            "retention=product/weak,product/strong",
            "--vary: retention = product/weak,product/strong: a column of the ",
        ),
    ],
)
def test_vary_that_makes_no_sense_is_refused(vary: str, told: str) -> None:
    assert vary_refused(vary).startswith(told)


def test_settings_beside_vary_are_checked_and_never_in_vain() -> None:
    days = "days=3,5"
    assert vary_refused(days, settings={"days": 4}).startswith("--set: days = 4: is varied, so this would ")
    assert vary_refused(days, settings={"qualty": 4}).startswith("--set: qualty = 4: unknown key; did you mean ")
    assert vary_refused(days, settings={"population": -1}).startswith("--set: population = -1: must be between ")
    asked = Asked({"days": 4}, design="one-at-a-time")
    assert varied(Scenario(), [days], asked).points[0].values == {"days": 4}


def test_designs_without_a_file_need_what_they_need() -> None:
    quality = "product.quality=0.2:0.9"
    assert vary_refused() == vary_refused(design="list").replace("a list of", "a list of")
    assert vary_refused(quality, design="sobol").startswith("points: missing: a sobol design needs")
    assert vary_refused(quality, points=3).startswith("points: has no place in a grid design")
    assert vary_refused(quality, design="gird").startswith("no such design: 'gird'; there are grid, list, ")
    assert vary_refused(quality, design="list").startswith("a list of points needs a sweep file")


# --- what comes with the program ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sweeps())
def test_a_shipped_sweep_is_fine_and_found_by_its_name(name: str) -> None:
    short = name.removeprefix("sweeps/")
    plan = read_sweep(short)
    assert read_sweep(name).digest == plan.digest == read_sweep(f"{short}.toml").digest
    assert plan.title
    assert plan.description
    assert plan.measures
    assert not plan.notes
    assert plan.base.population * plan.base.weight >= 100_000
    assert len(plan.runs) <= 2_500


def test_three_sweeps_are_shipped_and_none_is_a_scenario() -> None:
    assert sweeps() == ("sweeps/default_study", "sweeps/hype_curve", "sweeps/rescue_map")
    assert not set(sweeps()) & set(names())
    for name in ("rescue_map", "sweeps/rescue_map"):
        with pytest.raises(ScenarioError, match=r"is a sweep, not a scenario; `sweep .*rescue_map.*` runs it"):
            Scenario.load(name)


def test_a_name_that_is_nearly_one_is_asked_about() -> None:
    with pytest.raises(ScenarioError, match=r"^no such file: rescue_mab; did you mean rescue_map\?$"):
        read_sweep("rescue_mab")


def test_the_schema_in_the_scenarios_folder_is_up_to_date() -> None:
    assert (folder() / SCHEMA_FILE).read_text("utf-8") == schema_text(), "run: python -m sim.experiment"


def test_the_schema_allows_what_the_program_reads() -> None:
    import json
    import tomllib

    from jsonschema import Draft7Validator

    schema = json.loads((folder() / SCHEMA_FILE).read_text("utf-8"))
    Draft7Validator.check_schema(schema)
    checker = Draft7Validator(schema)
    for name in sweeps():
        checker.validate(tomllib.loads((folder() / f"{name}.toml").read_text("utf-8")))
    checker.validate(tomllib.loads(GOOD))
    for what in (
        *("unknown key", "no such design", "wrong type", "no replications", "unknown parameter", "the seed"),
        *("empty list", "two ways", "one step", "three ends", "no such measure", "a setting outside"),
        *("no such rescue", "a rescue that nobody asks for"),
    ):
        assert not checker.is_valid(tomllib.loads(BAD[what][0])), what


def test_every_design_is_declared_with_its_own_word() -> None:
    assert known_keys()["design"].choices == DESIGNS
    assert set(Sheet.model_fields) < {key.partition(".")[0] for key in known_keys()}

"""Nobody changes a result without saying so: twelve small worlds, and what the fast engine made of them.

Committed in `tests/data/golden_results.json`: a digest of each column of whole numbers, truths and words, two sums
of each column of floats, and every measure. They are computed anew here. Where they differ on purpose, raise
ENGINE_VERSION in sim/results.py, say why in CHANGELOG.md ("engine version 2: ..."), and write the file again, from
the root of the checkout:

    python -m tests.model.test_model_golden

It names what has changed, and refuses to write another result of the same settings under the old version. A new
parameter changes nothing here, as long as its default does nothing; neither does a new column or measure.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from functools import cache, reduce
from pathlib import Path

import numpy as np
import pytest

from sim.measures import MEASURES
from sim.measures.record import LEAVINGS, LEDGER
from sim.model import JourneyModel
from sim.results import ENGINE_VERSION
from sim.scenario import Scenario, parameters, said

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "data" / "golden_results.json"
WHAT_TO_DO = (
    "a changed result needs a new ENGINE_VERSION (sim/results.py) and a line in CHANGELOG.md; "
    "then: python -m tests.model.test_model_golden"
)
OTHER_SETTINGS = "other settings (in its scenario files, or among the defaults), so another result"
PARTS = {f"{what}_{column}" for what in ("sum", "cx") for column in LEDGER} | {"service_share"}
NOT_COUNTED = {"title", "description"}
CLOSE, CLOSE_PARTS = 1e-9, 1e-7
"""Of the parts of CX, which are kept in single precision, another processor may round one otherwise."""

SMALL = {"population": 250, "represents": 8, "days": 90, "log": "all"}
MARKET = {
    "protocol": "market", "marketing.reach_per_day": 0.06, "market.winbacks_per_year": 20,
    "market.lost_return_per_year": 20, "word_of_mouth.rate": 0.5,
}  # fmt: skip
LIVELY = {
    "failures.rate": 0.02, "failures.question_rate": 0.02, "loyalty.churn_rate": 0.003,
    "loyalty.repurchases_per_year": 12, "returns.rate": 0.004,
}  # fmt: skip
EVERY_MECHANISM = LIVELY | {
    "journey.exit.setup_difficulty": 0.2, "failures.outages_per_year": 30, "failures.outage_share": 0.2,
    "desk.outreach_per_customer_year": 12, "desk.relationship_minutes": 3, "desk.handle_time_target": 0.8,
    "loyalty.winback_offer": 0.4, "desk.arrival_profile": [0.2, 0.5, 0.3], "desk.arrival_dispersion": 4,
    "survey.bias": 4, "survey.response_chance": 0.3, "failures.feedback_gain": 0.2, "failures.weibull_shape": 1.7,
    "belief.drift_sd": 0.01, "loyalty.tenure_effect": 0.5, "marketing.sales_overpromise": 0.1,
    "marketing.targeting": 0.5, "desk.chat.patience_cv": 0.7,
}  # fmt: skip
"""Every mechanism that is off by default, at once."""

WORLDS = {
    "goods, weak, poor service": ("archetypes/goods", "product/weak", "service/poor", SMALL),
    "goods, typical, typical service": ("archetypes/goods", "product/typical", "service/typical", SMALL),
    "goods, strong, short of agents": (
        "archetypes/goods", "product/strong", SMALL | LIVELY | {"seed": 5, "desk.agents": 2.4},
    ),
    "low touch, weak, excellent service": ("archetypes/low_touch", "product/weak", "service/excellent", SMALL),
    "subscription, weak, excellent service": (
        "archetypes/subscription", "product/weak", "service/excellent", SMALL,
    ),
    "utility, strong, poor service": ("archetypes/utility", "product/strong", "service/poor", SMALL),
    "utility, weak, nobody at the desk": ("archetypes/utility", "product/weak", SMALL | {"desk.agents": 0}),
    "market, typical": (SMALL | MARKET | {"marketing.promise": 0.75},),
    "market, lively, warm-up": (SMALL | MARKET | LIVELY | {"measure_from_day": 30, "population": 400},),
    "cohort, every mechanism": (SMALL | EVERY_MECHANISM | {"desk.agents": 2.4},),
    "market, every mechanism": (SMALL | MARKET | EVERY_MECHANISM,),
    "cohort, every mechanism, warm-up": (
        SMALL | EVERY_MECHANISM | {"measure_from_day": 40, "represents": 1, "desk.agents": 0.3, "log": "sample"},
    ),
}  # fmt: skip


def scenario(name):
    """Give the scenario of one world: files by name, then values by key."""
    spec = Scenario()
    for part in WORLDS[name]:
        spec = spec.but(said(part) if isinstance(part, str) else part)
    return spec


@cache
def lived(name):
    """Live one world."""
    return JourneyModel(scenario(name)).run()


def settings_of(spec, keys):
    """Give a digest over what a scenario says under these keys."""

    def value(key):
        return reduce(lambda block, name: getattr(block, name, None), key.split("."), spec)

    said_here = {key: value(key) for key in keys if key not in NOT_COUNTED}
    return hashlib.sha256(repr(sorted(said_here.items())).encode()).hexdigest()[:16]


def golden_of(record, keys):
    """Give what is committed of a run; `keys` are the parameters that there were when it was."""
    whole, floats = {}, {}
    for name, values in sorted(columns_of(record).items()):
        if values.dtype.kind == "f":
            whole[name] = digest_of([len(values), *np.flatnonzero(np.isnan(values)).tolist()])
            floats[name] = two_sums(values)
        else:
            whole[name] = digest_of(values.tolist())
    return {
        "settings": settings_of(record.spec, keys),
        "whole": whole,
        "floats": {name: sums for name, sums in floats.items() if any(sums)},
        "measures": {name: shortened(measure(record)) for name, measure in MEASURES.items()},
    }


def columns_of(record):
    """Give every column of a record under the name of its table and its own."""
    tables = {name: getattr(record, name) for name in ("customers", "daily", "contacts", "events")}
    named = {f"{table}.{name}": np.asarray(v) for table, its in tables.items() for name, v in its.items()}
    named["customers.left_by"] = np.array([str(why or "") for why in LEAVINGS])[record.customers["left_by"]]
    return named | {"flows": record.flows, "stock": record.stock}


def digest_of(values):
    """Give a few letters that other values would not have."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:12]


def two_sums(values):
    """Give the sum of sizes, and a sum in which each row has a weight of its own, from 1 to 2."""
    known = np.nan_to_num(values.astype(np.float64))
    weights = 1.0 + np.arange(1, len(known) + 1) * 0.6180339887498949 % 1.0
    return [shortened(math.fsum(np.abs(known))), shortened(math.fsum(known * weights))]


def shortened(value):
    """Give 13 digits, as many as can be the same on every machine; None where there is no number."""
    return float(f"{value:.13g}") if math.isfinite(value) else None


def changes(golden, now):
    """Name what differs between the committed and the present results of one world."""
    if golden["settings"] != now["settings"]:
        yield OTHER_SETTINGS
    for name, digest in golden["whole"].items():
        if digest != now["whole"].get(name, "missing"):
            yield f"{name}: whole numbers, truths or words, or which are no number"
    for name in golden["floats"].keys() & now["floats"].keys():
        (size, total), (size_now, total_now) = golden["floats"][name], now["floats"][name]
        if max(abs(size - size_now), abs(total - total_now)) > closeness(name) * size:
            yield f"{name}: {total} is now {total_now}"
    for name, before in golden["measures"].items():
        after = now["measures"].get(name, "missing")
        if not close(before, after, closeness(name)):
            yield f"measure {name}: {before} is now {after}"


def closeness(name):
    """Say how near each other two values of a column or a measure must be."""
    return CLOSE_PARTS if name.rpartition(".")[2] in PARTS else CLOSE


def close(before, after, within):
    """Compare two measures, which may be no number, or missing."""
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=within, abs_tol=1e-12)
    return before == after


def committed():
    """Read what is committed."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def write_golden():
    """Write the file again, a line for each thing; never another result of the same settings under one version."""
    before = committed() if GOLDEN.exists() else {"engine_version": None, "keys": [], "worlds": {}}
    kept = before["worlds"].keys() & WORLDS.keys()
    found = {name: list(changes(before["worlds"][name], golden_of(lived(name), before["keys"]))) for name in kept}
    for name in sorted(name for name in kept if found[name]):
        more = [f"and {len(found[name]) - 6} more"] if len(found[name]) > 6 else []
        print(f"{name}:", *found[name][:6], *more, sep="\n    ")
    unexplained = [name for name in kept if found[name] and OTHER_SETTINGS not in found[name]]
    if unexplained and before["engine_version"] == ENGINE_VERSION:
        raise SystemExit(WHAT_TO_DO)
    keys = sorted(parameters())
    now = {name: golden_of(lived(name), keys) for name in WORLDS}
    golden = {"engine_version": ENGINE_VERSION, "keys": keys, "worlds": now}
    GOLDEN.write_text(written(golden), encoding="utf-8")


def written(golden):
    """Give the file: short, and such that a change can be read."""
    text = json.dumps(golden, indent=1)
    return re.sub(r"\[[^\[\]]*\]", lambda one: " ".join(one[0].split()), text) + "\n"


# --- the tests ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def golden():
    return committed()


@pytest.mark.parametrize("name", WORLDS)
def test_no_result_has_changed(golden, name):
    assert name in golden["worlds"], "a new world: python -m tests.model.test_model_golden"
    found = list(changes(golden["worlds"][name], golden_of(lived(name), golden["keys"])))
    assert not found, "\n".join([f"{WHAT_TO_DO}\n{name}:", *found[:20]])


def test_golden_results_are_of_this_engine(golden):
    assert golden["engine_version"] == ENGINE_VERSION, WHAT_TO_DO
    assert golden["worlds"].keys() == WORLDS.keys()


def test_a_new_engine_version_has_its_reason_in_the_changelog():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    told = {int(number) for number in re.findall(r"[Ee]ngine version (\d+)", changelog)}
    assert set(range(2, ENGINE_VERSION + 1)) <= told, WHAT_TO_DO


@pytest.mark.no_cover
def test_the_file_is_not_written_again_under_the_old_version(monkeypatch, tmp_path, capsys):
    spoiled = committed()
    spoiled["worlds"]["market, typical"]["whole"]["flows"] = "0"
    copy = tmp_path / "golden.json"
    copy.write_text(written(spoiled), encoding="utf-8")
    monkeypatch.setitem(globals(), "GOLDEN", copy)
    with pytest.raises(SystemExit, match="ENGINE_VERSION"):
        write_golden()
    assert "market, typical" in capsys.readouterr().out
    assert committed() == spoiled
    monkeypatch.setitem(globals(), "ENGINE_VERSION", ENGINE_VERSION + 1)
    write_golden()
    assert committed()["engine_version"] == ENGINE_VERSION
    assert list(changes(spoiled["worlds"]["market, typical"], committed()["worlds"]["market, typical"])) == [
        "flows: whole numbers, truths or words, or which are no number"
    ]


def test_the_worlds_are_worth_comparing():
    """Every product and service, the archetypes that others extend; both protocols; a trace of every mechanism."""
    rooms = {f"{room.parent.name}/{room.stem}" for room in (ROOT / "scenarios").glob("*/*.toml")}
    named = {part for parts in WORLDS.values() for part in parts if isinstance(part, str)}
    assert {room for room in rooms if room.split("/")[0] in ("product", "service")} <= named
    assert {f"archetypes/{kind}" for kind in ("goods", "subscription", "utility", "low_touch")} <= named
    everything = lived("cohort, every mechanism")
    assert {"setup", "outreach", "failure", "damage", "question", "return"} <= set(everything.contacts["reason"])
    assert {"helped", "served", "abandoned"} <= set(everything.contacts["outcome"])
    assert {"self-fixed", "churned", "entry"} <= set(everything.events["activity"])
    market = lived("market, every mechanism")
    assert np.all(market.stock.sum(axis=0) > 0)
    assert "enquiry" in market.contacts["reason"]
    assert market.daily["quality"][-1] > market.daily["quality"][0]


def test_a_changed_result_is_never_silent(golden):
    """Each kind of change is named."""
    name = "cohort, every mechanism"
    record = lived(name)
    old, keys = golden["worlds"][name], golden["keys"]

    def changed(table, column, row, by):
        values = np.array(getattr(record, table)[column], copy=True)
        values[row] = values[row] + by
        before, getattr(record, table)[column] = getattr(record, table)[column], values
        try:
            return list(changes(old, golden_of(record, keys)))
        finally:
            getattr(record, table)[column] = before

    assert changed("customers", "contacts", 7, 0) == []
    for table, column in (("customers", "contacts"), ("daily", "served")):
        found, *_ = changed(table, column, 3, 1)
        assert found.startswith(f"{table}.{column}: whole")
    (found,) = changed("customers", "belief_mean", 7, 1e-5)
    assert found.startswith("customers.belief_mean")
    assert changed("customers", "belief_mean", 7, 1e-13) == []
    assert settings_of(record.spec, keys) == settings_of(record.spec.but({"title": "x"}), keys) == old["settings"]
    for setting in ({"money.price": 101}, {"seed": 2}, {"desk.arrival_profile": [1.0]}):
        assert settings_of(record.spec.but(setting), keys) != old["settings"]
    other = golden_of(JourneyModel(record.spec, seed=record.spec.seed + 1).run(), keys)
    assert len(list(changes(old, other))) > 60


if __name__ == "__main__":
    write_golden()

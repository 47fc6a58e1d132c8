"""The draws are the same on every machine, Python and NumPy: committed words, and an independent generator.

The golden file is written from the root of the checkout by

    python -m tests.luck.test_luck_golden

Its lines may be added to (a new decision, another law). A line that changes means that every result of every
scenario changes: that is a new engine version, with its reason in the changelog.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim import luck
from sim.luck import Decision

GOLDEN = Path(__file__).parents[1] / "data" / "golden_luck.json"
OCCASIONS = range(64)
DRAWS = range(16)
WHOSE = [(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 0), (2, 0, 0), (7, 3, 999_999), (2**53 - 1, 19, 2**31)]
"""(seed, replication, customer): neighbours, and the far ends of what users can type."""

LAWS = [
    ("normal", Decision.FIT, ()),
    ("normal", Decision.EXPERIENCE, ()),
    ("threshold", Decision.FAIL, ()),
    ("threshold", Decision.CHURN, ()),
    ("geometric", Decision.NEXT_USE, (0.3,)),
    ("geometric", Decision.NEXT_USE, (1.0,)),
    ("geometric", Decision.AGAIN_DAYS, (1e-3,)),
    ("poisson", Decision.PRAISE_HEARD, (0.05,)),
    ("poisson", Decision.PRAISE_HEARD, (3.0,)),
    ("poisson", Decision.COMPLAINTS_HEARD, (400.0,)),
    ("lognormal", Decision.HANDLE, (6.0, 0.8)),
    ("lognormal", Decision.PATIENCE, (15.0, 0.0)),
    ("gamma_factor", Decision.BUSY_DAY, (0.1,)),
    ("gamma_factor", Decision.BUSY_DAY, (2.0,)),
]


def first_customer() -> int:
    """Give the luck that all golden words belong to: seed 1, replication 0, customer 0."""
    return luck.customer_luck(seed=1, replication=0, customer=0)


def drawn(law: str, decision: Decision, parameters: tuple[float, ...]) -> list[float]:
    """Draw the golden draws of one law, one after another."""
    return [getattr(luck, law)(first_customer(), decision, k, *parameters) for k in DRAWS]


def golden_lines() -> dict[str, list[object] | dict[str, object]]:
    """Compute what the golden file must hold."""
    return {
        "decisions": {d.name: d.value for d in Decision},
        "lucks": [
            {
                "whose": whose,
                "market": hex(luck.market_luck(*whose[:2])),
                "customer": hex(luck.customer_luck(*whose)),
                "companions": [hex(luck.companion_luck(luck.customer_luck(*whose), n)) for n in (1, 2, 9)],
            }
            for whose in WHOSE
        ],
        "words": {d.name: [hex(luck.word(first_customer(), d, k)) for k in OCCASIONS] for d in Decision},
        "draws": [
            {"law": law, "decision": d.name, "parameters": list(p), "values": drawn(law, d, p)}
            for law, d, p in LAWS
        ],
    }


def write_golden() -> None:
    """Write the golden file, one line for each thing, so that a change can be read."""
    blocks = []
    for title, content in golden_lines().items():
        if isinstance(content, dict):
            lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in content.items())
            blocks.append(f'"{title}": {{\n{lines}\n}}')
        else:
            blocks.append(f'"{title}": [\n' + ",\n".join(f"  {json.dumps(one)}" for one in content) + "\n]")
    GOLDEN.write_text("{\n" + ",\n".join(blocks) + "\n}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def golden():
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


# --- decisions ----------------------------------------------------------------------------------------------


def test_no_decision_has_changed_its_number(golden):
    assert {name: Decision[name].value for name in golden["decisions"]} == golden["decisions"]


def test_every_decision_is_in_the_golden_file(golden):
    missing = {d.name for d in Decision} - golden["decisions"].keys()
    assert not missing, "add them: python -m tests.luck.test_luck_golden"


def test_decisions_have_numbers_of_their_own():
    numbers = [member.value for member in Decision.__members__.values()]  # an alias would be counted twice
    assert len(numbers) == len(set(numbers))
    assert all(0 <= number < 1000 for number in numbers), "numbers from 1000 on are promised to users"


def test_a_decision_of_ones_own_is_drawn_alike_one_by_one_and_together():
    mine, lucks = 1000, np.full(len(OCCASIONS), first_customer(), np.uint64)
    each = [luck.uniform(first_customer(), mine, k) for k in OCCASIONS]
    assert luck.uniforms(lucks, mine, np.array(OCCASIONS)).tolist() == each
    assert luck.uniforms(lucks, (Decision.NPS, mine), np.array(OCCASIONS))[1].tolist() == each
    assert luck.chances(lucks, mine, np.array(OCCASIONS), 0.3).tolist() == [u < 0.3 for u in each]
    assert each != [luck.uniform(first_customer(), 1001, k) for k in OCCASIONS]


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", Decision, ids=lambda d: d.name)
def test_words_are_the_golden_ones(golden, decision):
    expected = [int(word, 16) for word in golden["words"][decision.name]]
    lucks = np.full(len(OCCASIONS), first_customer(), np.uint64)

    assert [luck.word(first_customer(), decision, k) for k in OCCASIONS] == expected
    assert luck.words(lucks, decision, np.array(OCCASIONS)).tolist() == expected
    assert [int(luck.words(lucks[:1], decision, k)[0]) for k in OCCASIONS] == expected


class SplitMix64:
    """The sequential generator as it was published: a state that grows by gamma, and an output function.

    Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, doi:10.1145/2660193.2660195.
    """

    def __init__(self, seed: int):
        self.state = seed

    def jump(self, outputs: int) -> None:
        self.state = (self.state + 11400714819323198485 * outputs) % 2**64

    def next(self) -> int:
        self.jump(1)
        z = self.state
        z = (z ^ z >> 30) * 13787848793156543929 % 2**64
        z = (z ^ z >> 27) * 10723151780598845931 % 2**64
        return z ^ z >> 31


def test_the_sequential_generator_gives_its_published_outputs():
    generator = SplitMix64(1234567)
    assert [generator.next() for _ in range(5)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


@pytest.mark.parametrize("decision", Decision, ids=lambda d: d.name)
def test_words_are_outputs_of_the_sequential_generator(golden, decision):
    generator = SplitMix64(first_customer())
    generator.jump(golden["decisions"][decision.name] * 2**32 - 1)  # its next output is that of occasion 0
    assert [hex(generator.next()) for _ in OCCASIONS] == golden["words"][decision.name]


# --- whose luck ---------------------------------------------------------------------------------------------


def test_lucks_are_the_golden_ones(golden):
    for line in golden["lucks"]:
        seed, replication, customer = line["whose"]
        mine = luck.customer_luck(seed, replication, customer)
        assert hex(luck.market_luck(seed, replication)) == line["market"]
        assert hex(mine) == line["customer"]
        assert [hex(luck.companion_luck(mine, n)) for n in (1, 2, 9)] == line["companions"]


def test_arrays_of_lucks_are_the_golden_ones(golden):
    for line in golden["lucks"]:
        seed, replication, customer = line["whose"]
        mine = luck.customer_lucks(seed, replication, np.array([customer]))
        companions = luck.companion_lucks(np.repeat(mine, 3), np.array([1, 2, 9]))
        assert hex(mine[0]) == line["customer"]
        assert [hex(one) for one in companions] == line["companions"]


def test_lucks_are_outputs_of_the_sequential_generator(golden):
    for line in golden["lucks"]:
        seed, replication, customer = line["whose"]
        of_seed = SplitMix64(0)
        of_seed.state = seed - 11400714819323198485  # so that the first output is of the seed itself
        replications = SplitMix64(SplitMix64(of_seed.next()).next())
        replications.jump(replication)
        market = replications.next()
        customers = SplitMix64(market)
        customers.jump(customer)
        assert hex(market) == line["market"]
        assert hex(customers.next()) == line["customer"]


# --- laws ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", range(len(LAWS)), ids=[f"{law}{p}" for law, _, p in LAWS])
def test_draws_are_the_golden_ones(golden, row):
    law, decision, parameters = LAWS[row]
    line = golden["draws"][row]
    assert (line["law"], line["decision"], tuple(line["parameters"])) == (law, decision.name, parameters)
    values = drawn(law, decision, parameters)
    if law in {"geometric", "poisson"}:
        assert values == line["values"]
    else:
        assert values == pytest.approx(line["values"], rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        (luck.word, luck.words),
        (luck.uniform, luck.uniforms),
        (luck.normal, luck.normals),
        (luck.threshold, luck.thresholds),
    ],
)
def test_one_customer_and_many_customers_draw_the_same(one, many):
    lucks = luck.customer_lucks(3, 2, np.arange(200))
    occasions = np.arange(200) * 37 % 11
    keys = zip(lucks.tolist(), occasions.tolist(), strict=True)
    each = [one(mine, Decision.FAIL, k) for mine, k in keys]
    assert many(lucks, Decision.FAIL, occasions).tolist() == pytest.approx(each, rel=1e-12, abs=0)


@pytest.mark.parametrize("occasion", [0, 1, 2**31, np.int64(5), np.int32(5)])
def test_an_occasion_may_be_one_number_or_an_array(occasion):
    lucks = luck.customer_lucks(1, 0, np.arange(5))
    of_one = luck.words(lucks, Decision.BUSY_DAY, occasion)
    of_many = luck.words(lucks, Decision.BUSY_DAY, np.full(5, occasion, np.int64))
    assert (of_one == of_many).all()


def test_drawing_leaves_its_arguments_alone():
    lucks, occasions = luck.customer_lucks(1, 0, np.arange(5)), np.arange(5)
    before = lucks.copy()
    luck.normals(lucks, Decision.FIT, occasions)
    luck.companion_lucks(lucks, occasions + 1)
    assert (lucks == before).all()
    assert (occasions == np.arange(5)).all()


if __name__ == "__main__":
    write_golden()

"""The ledger is whole: every claim once, with what its kind asks for, and experiments that can be laid out."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.questions.claims.claim import Tag
from sim.questions.claims.ledger import CLAIMS, DEBATES, chosen
from sim.scenario import parameters

ROOT = Path(__file__).parents[3]
IDS = [f"{article}{number}" for article, last in zip("ABCDE", (38, 11, 21, 7, 33), strict=True)
       for number in range(1, last + 1)]  # fmt: skip
EXPERIMENTS = {name: claim.experiment for name, claim in CLAIMS.items() if claim.experiment}

pytestmark = pytest.mark.no_cover


def test_the_110_claims_of_the_articles_are_all_there_once_and_in_their_order():
    from sim.questions.claims import article_000, article_001, article_002, article_003, article_004

    written = [claim.id for article in (article_000, article_001, article_002, article_003, article_004)
               for claim in article.CLAIMS]  # fmt: skip
    assert written == IDS == list(CLAIMS)


def test_every_emergent_claim_is_an_experiment():
    assert [name for name, claim in CLAIMS.items() if claim.tag is Tag.EMERGENT and not claim.experiment] == []


@cache
def functions(file: Path) -> set[str]:
    return {
        node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    }


def test_every_built_in_claim_names_a_test_that_is_there():
    for name, claim in CLAIMS.items():
        if claim.tag is Tag.BUILT_IN:
            assert claim.test, name
        if claim.test:
            file, _, function = claim.test.partition("::")
            assert (ROOT / file).is_file(), f"{name}: {claim.test}"
            assert not function or function.partition("[")[0] in functions(ROOT / file), f"{name}: {claim.test}"


def test_every_claim_outside_names_the_mechanism_that_it_would_need():
    for name, claim in CLAIMS.items():
        assert (claim.tag is Tag.OUTSIDE) <= bool(claim.needs), name
        assert claim.tag is not Tag.OUTSIDE or claim.experiment is None, name


def test_every_claim_says_something_and_why_it_is_of_its_kind():
    for name, claim in CLAIMS.items():
        assert claim.says.rstrip('."') != "", name
        assert claim.reason, name
        assert not {"\n", "|"} & set(claim.says + claim.reason), name


def test_there_are_eight_debates_about_claims_that_are_there():
    assert len(DEBATES) == 8
    for debate in DEBATES.values():
        assert set(debate.claims) <= set(CLAIMS), debate.name


def test_every_world_of_an_experiment_is_looked_at_and_differs_from_the_others():
    for name, one in {**EXPERIMENTS, **DEBATES}.items():
        assert set().union(*(effect.worlds for effect in one.outcome.effects)) == set(one.worlds), name
        worlds = list(one.worlds.values())
        assert all(world not in worlds[:at] for at, world in enumerate(worlds)), name


def test_what_a_region_varies_is_varied_in_all_worlds():
    """Varied in some of them alone, a parameter would be what the effect is of."""
    for name, one in EXPERIMENTS.items():
        for key, (low, high) in one.region.items():
            assert low < high, (name, key)
            own = {key, parameters()[key].instead_of}
            for world, layers in one.outcome.layers.items():
                assert not any(own & set(layer) for layer in layers), f"{name}: {world} says {key} for itself"


def test_every_emergent_claim_has_a_region_and_replications_enough_for_an_interval():
    for name, one in EXPERIMENTS.items():
        if CLAIMS[name].tag is Tag.EMERGENT:
            assert one.region, name
            assert one.replications >= 3, name


def test_an_id_that_is_not_there_is_refused_with_one_that_is():
    with pytest.raises(UsageError, match="--only A44: no such claim; did you mean A4"):
        chosen(["A44"])
    with pytest.raises(UsageError, match="A1 is one, and A all of its article"):
        chosen(["xyzzy"])


def test_a_letter_means_its_article_and_a_name_its_debate():
    claims, debates = chosen(["b", "A4"])
    assert [claim.id for claim in claims] == ["A4", *(one for one in IDS if one.startswith("B"))]
    assert debates == []
    name = next(iter(DEBATES))
    assert chosen([name]) == ([], [DEBATES[name]])
    assert [len(found) for found in chosen([])] == [110, len(DEBATES)]


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_corners_of_a_region_are_worlds(name):
    """`python -m pytest -m slow tests/questions/claims`: both ends of every parameter, in every world."""
    one = EXPERIMENTS[name]
    for at in (0, 1):
        one.outcome.worlds(one.base.but({key: ends[at] for key, ends in one.region.items()}))

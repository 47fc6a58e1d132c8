"""What is found of claims, in sentences and short words: pure functions, no layout."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.questions.claims.claim import Tag
from sim.questions.claims.effect import Difference, Interaction
from sim.questions.claims.experiment import Direction
from sim.questions.claims.verdict import Standing, Verdict
from sim.report import changes, wording
from sim.report.counting import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.questions.claims.effect import Effect
    from sim.questions.claims.finding import Finding, Part
    from sim.questions.claims.region import Region

OUTSIDE = "outside"
NOT_TRIED = "not tried"
IN_POINTS = frozenset({"share", "points", "index"})

VERDICTS = {
    str(Verdict.SUPPORTED): ("{} is supported", "{} are supported"),
    str(Verdict.NOT_SUPPORTED): ("{} is not supported", "{} are not supported"),
    str(Verdict.DEPENDS): ("for {} it depends", "for {} it depends"),
    NOT_TRIED: ("{} was not tried", "{} were not tried"),
}
OTHERS = {
    Tag.BUILT_IN: ("{} is built into the model", "{} are built into the model"),
    Tag.OUTSIDE: ("{} lies outside it", "{} lie outside it"),
}
"""How many there are of each, one and several."""
ALONE = {Tag.BUILT_IN: "is built into the model", Tag.OUTSIDE: "lies outside the model"}

EXPECTED = {
    Direction.RISES: "above 0",
    Direction.FALLS: "below 0",
    Direction.NEGLIGIBLE: "next to nothing",
}


def counted(findings: Sequence[Finding]) -> str:
    """Count the claims by what can be said of them, and those that are tried by what was found."""
    if len(findings) == 1:
        return _single(findings[0])
    tags = Counter(finding.claim.tag for finding in findings)
    tried = [called(finding) for finding in findings if finding.claim.tag is Tag.EMERGENT]
    said = [f"{wording.count(len(findings), 'claim')}."]
    if tried:
        said.append(f"{len(tried)} could have come out either way: {verdicts(Counter(tried))}.")
    rest = [_counted(tags[tag], one, many) for tag, (one, many) in OTHERS.items() if tags[tag]]
    return " ".join([*said, f"{listed(rest)}." if rest else ""]).strip()


def verdicts(counts: Mapping[str, int]) -> str:
    """Count verdicts in a clause: `53 are supported, 11 are not and for 9 it depends`."""
    return listed(
        [_counted(counts[word], one, many) for word, (one, many) in VERDICTS.items() if counts.get(word)]
    )


def _counted(count: int, one: str, many: str) -> str:
    return (one if count == 1 else many).format(count)


def _single(finding: Finding) -> str:
    """Say of one claim alone what became of it."""
    claim, word = finding.claim, called(finding)
    if claim.tag is not Tag.EMERGENT:
        return f"{claim.id} {ALONE[claim.tag]}."
    if word == Verdict.DEPENDS:
        return f"{claim.id}: it depends."
    return f"{claim.id} {'was' if word == NOT_TRIED else 'is'} {word}."


def called(finding: Finding) -> str:
    """Give the verdict in a word; what is outside has none."""
    if finding.claim.tag is Tag.OUTSIDE and finding.verdict is None:
        return OUTSIDE
    return str(finding.verdict or NOT_TRIED)


def amount(value: float, unit: str, *, fineness: float = float("nan")) -> str:
    """Write an effect with its sign and unit: `-12.3 points`, `+0.5 min`, `+0.031 quality`."""
    written = changes.change(value, unit, fineness=fineness)
    return f"{written} {unit_of(unit)}".strip() if isfinite(value) else written


def unit_of(unit: str) -> str:
    """Name the unit of a difference: that of two shares is in points."""
    if unit == "0 to 1":
        return "on a scale of 0 to 1"
    return "points" if unit in IN_POINTS else wording.SHAPES.get(unit, wording.Shape()).suffix.strip() or unit


def effect(part: Part) -> str:
    """Write the effect of a part."""
    found = part.found
    return amount(found.mean, part.effect.unit, fineness=changes.fineness(found.low, found.high))


def label(of: Effect) -> str:
    """Say what an effect is: its measure in plain words, and the worlds."""
    measure, colon, rest = of.label.partition(": ")
    match of:
        case Difference(world=world, less=less):
            rest = _less(world, less)
        case Interaction(first=first, second=second):
            rest = f"({_less(*first)}) less ({_less(*second)})"
    return wording.visible(f"{wording.label(measure) if measure in MEASURES else measure}{colon}{rest}")


def _less(world: str, other: str) -> str:
    """Name two worlds; in quotes, since their names may have commas."""
    return f'"{world}" less "{other}"'


def sentence(part: Part) -> str:
    """Say in a sentence what the effect is in the claim's own world, and how that stands to the claim."""
    reach = changes.between(part.found.low, part.found.high, part.effect.unit)
    interval = f" (95 %: {reach})" if reach else ""
    return f"{_begun(label(part.effect))}: {effect(part)}{interval}, {judged(part)}."


def judged(part: Part) -> str:
    """Say how an effect stands to what is expected of it."""
    matters = amount(part.expected.matters, part.effect.unit).lstrip("+")
    is_small = max(abs(part.found.low), abs(part.found.high)) < part.expected.matters
    match part.standing:
        case Standing.OPEN:
            return f"claimed {EXPECTED[part.expected.direction]}, which so few runs do not settle"
        case Standing.FOR if part.expected.direction is Direction.NEGLIGIBLE:
            return f"less than the {matters} that would matter, as claimed"
        case Standing.FOR:
            return "as claimed"
        case _ if part.expected.direction is Direction.NEGLIGIBLE:
            return f"more than the {matters} that matter, against the claim"
        case _ if is_small:
            return f"less than the {matters} that would matter, against the claim"
    return "the other way, against the claim"


def around(region: Region) -> str:
    """Say where in the region the claim holds."""
    holds, of = region.count(Standing.FOR), len(region.standings)
    said = f"Around it the claim holds at {holds} of {wording.count(of, 'point')}"
    if undecided := region.count(Standing.OPEN):
        said += f", and {undecided} are not settled"
    if region.flip:
        split = region.flip
        return (
            f"{said}: {split.words} ({split.held} of {split.inside}), elsewhere at {split.held_outside} of "
            f"{split.outside}."
        )
    return f"{said}{'' if holds in (0, of) else '; no single parameter says where'}."


def in_short(finding: Finding) -> str:
    """Give the figures behind a verdict in a few words; nothing where there are none."""
    if not finding.parts:
        return ""
    part, region = finding.parts[0], finding.region
    reach = changes.between(part.found.low, part.found.high, part.effect.unit)
    said = f"{effect(part)} ({reach})" if reach else effect(part)
    if finding.standing is Standing.OPEN:
        said += ", not settled at this size"
    if finding.standing is Standing.IN_PART:
        held = sum(one.standing is Standing.FOR for one in finding.parts)
        said += f"; {held} of {len(finding.parts)} effects are as claimed"
    if region:
        said += f"; around it at {region.count(Standing.FOR)} of {len(region.standings)} points"
        said += f", {region.flip.words}" if region.flip else ""
    return said


def told(finding: Finding) -> list[str]:
    """Say all that was found of a claim, a sentence each; of one that was not tried, why."""
    if not finding.parts:
        return [finding.claim.reason]
    said = [*map(sentence, finding.parts)]
    if finding.standing is Standing.IN_PART:
        some = any(part.standing is Standing.FOR for part in finding.parts)
        said.append(f"So it holds in part{'' if some else ' at most'}.")
    if finding.standing is Standing.OPEN:
        said.append("It is not settled at this size: more --replications would tell.")
    said += [around(finding.region)] if finding.region else []
    return [*said, *([f"Tried at a smaller size: {smaller(finding)}."] if finding.smaller else [])]


def smaller(finding: Finding) -> str:
    """Say by what the world of a quick trial is smaller than that of the claim."""
    assert finding.claim.experiment is not None
    base, now = finding.claim.experiment.base, finding.smaller
    said = [f"{now['days']} days instead of {base.days}"] if "days" in now else []
    if "represents" in now:
        said.append(f"{base.population * now['represents']:,} people instead of {base.population * base.weight:,}")
    return " and ".join(said)


def reason(finding: Finding) -> str:
    """Give what stands behind a verdict: what was found, or why there is nothing to find."""
    return " ".join(told(finding))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]

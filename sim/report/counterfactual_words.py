"""What becomes of the same customers in two lives, in sentences: how many are saved and harmed, and how surely.

Pure functions of a counterfactual. None says how many are saved without another that says what that depends on.
"""

from __future__ import annotations

from math import floor, isfinite
from typing import TYPE_CHECKING

from sim.report import changes, wording
from sim.report.portraits import NAMES, per_cent
from sim.report.portraits import who as who
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from sim.questions.counterfactual import Counterfactual
    from sim.report.whom import Whom

NOT_ONE = "{} in either life, so nobody is saved and nobody is harmed."
SEEN = 0.0005
"""A smaller share than this is 0.0 of 100."""


def lines(answer: Counterfactual, whom: Whom = BUYERS) -> list[str]:
    """Give all that there is to say: the finding, whom it counts, what of it is certain, and who they are."""
    told = [finding(answer, whom), whose(answer, whom), identified(answer), *who(answer, whom)]
    return [line for line in told if line]


def finding(answer: Counterfactual, whom: Whom = BUYERS) -> str:
    """Say in people what becomes of them in the two lives."""
    if not answer.runs["everybody"].sum():
        return NOT_ONE.format(wording.capital(whom.nobody))
    before, after = map(wording.visible, answer.names)
    shares, whole = shares_of(answer), hundred(answer)
    saved, harmed, kept, lost = (_counted(whole[name], shares[name]) for name in NAMES)
    return (
        f"{whom.of_hundred()} {saved} saved: lost with {before}, kept with {after}; {harmed} harmed, the other "
        f"way round. Either way {kept} kept and {lost} lost."
    )


def in_short(answer: Counterfactual, whom: Whom = BUYERS) -> str:
    """Say the same in a title: of 100 buyers, how many the change saves, how many it harms."""
    if not answer.runs["everybody"].sum():
        return NOT_ONE.format(wording.capital(whom.nobody))
    shares, whole = shares_of(answer), hundred(answer)
    after = wording.visible(answer.names[1])
    if not shares["saved"] and not shares["harmed"]:
        return f"Nobody is saved or harmed with {after}: everybody stays or leaves as before."
    saved, harmed = (_object(whole[name], shares[name]) for name in ("saved", "harmed"))
    same = 100 - whole["saved"] - whole["harmed"]
    return f"{whom.of_hundred()} {after} saves {saved} and harms {harmed}; {same} stay or leave all the same."


def in_a_line(answer: Counterfactual | None, whom: Whom = BUYERS) -> str:
    """Say below another finding how many are saved and harmed of the same people; nothing where nobody bought."""
    if answer is None or not answer.runs["everybody"].sum():
        return ""
    shares = shares_of(answer)
    if not shares["saved"] and not shares["harmed"]:
        return "Customer by customer nobody is saved and nobody harmed."
    alone = answer.counts["one_life"].sum() > 0
    of_them, for_good, for_bad = (
        (f"of 100 who {whom.were} in either", "won or saved", "lost or not won")
        if alone
        else ("of 100", "saved", "harmed")
    )
    saved, harmed = (_fine(shares[name]) for name in ("saved", "harmed"))
    of_saved, of_harmed = _bounds(answer)
    return (
        f"Customer by customer {saved} {of_them} are {for_good} and {harmed} {for_bad}, if each has the same luck "
        f"in both; with other luck in the other life it can be {of_saved} {for_good} and {of_harmed} {for_bad}."
    )


def identified(answer: Counterfactual) -> str:
    """Say what of it is certain, and what is a matter of how luck is shared."""
    net = answer.net
    if not isfinite(net.mean):
        return ""
    fine = changes.fineness(net.low, net.high)
    reach = f" ({changes.between(net.low, net.high, 'share')})" if isfinite(net.low) else ""
    saved, harmed = _bounds(answer)
    return (
        f"Only saved less harmed is identified: {changes.change(net.mean, 'share', fineness=fine)} of 100{reach}. "
        "How many are saved and how many harmed depends on luck being shared between the two lives, here decision "
        f"by decision; however it is shared, {saved} of 100 are saved and {harmed} harmed."
    )


def whose(answer: Counterfactual, whom: Whom = BUYERS) -> str:
    """Say who is counted where not the same people buy in both lives; nothing where they do."""
    alone = answer.counts.set_index("outcome")["one_life"]
    if not alone.sum() > 0:
        return ""
    before, after = map(wording.visible, answer.names)
    bought, won = ("bought", "won them") if whom is BUYERS else (whom.were, "had them then")
    return (
        f"Counted are all who {bought} in either life. {per_cent(alone.sum())} {bought} in one alone: "
        f"{per_cent(alone['saved'])} are among the saved because only {after} {won}, "
        f"{per_cent(alone['harmed'])} among the harmed because only {before} did."
    )


def hundred(answer: Counterfactual) -> dict[str, int]:
    """Give how many of 100 have each outcome: whole people who add up to 100, by the largest remainder."""
    shares = {name: 100.0 * share for name, share in shares_of(answer).items()}
    whole = {name: floor(share) for name, share in shares.items()}
    for name in sorted(shares, key=lambda name: whole[name] - shares[name])[: 100 - sum(whole.values())]:
        whole[name] += 1
    return whole


def shares_of(answer: Counterfactual) -> dict[str, float]:
    """Give the share of each outcome."""
    return {str(name): float(share) for name, share in answer.counts.set_index("outcome")["share"].items()}


def _bounds(answer: Counterfactual) -> tuple[str, str]:
    """Write the bounds of saved and harmed."""
    limits = answer.bounds.set_index("outcome").loc[["saved", "harmed"]]
    saved, harmed = (from_to(*ends) for ends in limits.to_numpy(float))
    return saved, harmed


def _fine(share: float) -> str:
    return "hardly one" if 0 < share < SEEN else wording.bare(share, "share")


def _object(people: int, share: float) -> str:
    return str(people) if people else "none" if share == 0 else "hardly one"


def _counted(people: int, share: float) -> str:
    """Say how many of 100 are: `12 are`, `1 is`, `none is`, `hardly one is`."""
    if people == 0:
        return "none is" if share == 0 else "hardly one is"
    return f"{people} {'is' if people == 1 else 'are'}"


def from_to(least: float, most: float) -> str:
    """Write bounds in people of 100."""
    ends = [f"{100 * end:.0f}" for end in (least, most)]
    return f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else ends[0]

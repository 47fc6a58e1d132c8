"""A scenario in plain words: sentences made from its numbers, chapter by chapter. Pure functions, no layout."""

from __future__ import annotations

from math import exp, expm1, log
from operator import attrgetter
from typing import TYPE_CHECKING

from numpy import errstate

from sim.report.counting import listed, number, per_cent, times_a_year
from sim.report.wording import count, span
from sim.rules import encounter
from sim.rules.hazard import chance, from_yearly
from sim.rules.staff import at_least_an_hour
from sim.scenario.scenario import parameters
from sim.scenario.toml import shown
from sim.theory.renewal import surviving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario import Scenario

    Chapters = dict[str, tuple[str, ...]]

WORSE = 0.1
"""A difference of experience worth telling: as if the product were worse by a tenth of the scale."""


def chapters(spec: Scenario) -> Chapters:
    """Tell a scenario: who, what is promised, what fails, the ways to the firm, the staff, loyalty, money."""
    tellers = {
        "People": people,
        "Product and promise": product,
        "What goes wrong": trouble,
        "Ways to the firm": ways,
        "The staff": staff,
        "Making good": recovery,
        "Loyalty": loyalty,
        "Money": money,
        "Segments": segments,
        "Changes": changes,
    }
    told = {heading: tuple(teller(spec)) for heading, teller in tellers.items()}
    return {heading: sentences for heading, sentences in told.items() if sentences}


def people(spec: Scenario) -> Iterator[str]:
    """Who is simulated, for how long."""
    crowd = "1 person" if spec.population == 1 else f"{spec.population:,} people"
    whole = spec.population * spec.weight
    if spec.weight > 1:
        crowd += f", each standing for {spec.weight:,} at the desk ({whole:,} in all),"
    buy = "buys" if spec.population == 1 and spec.weight == 1 else "buy"
    if spec.protocol == "cohort":
        yield f"{crowd} {buy} on the first day and are followed for {span(spec.days)}."
    else:
        yield (
            f"{crowd} who have not heard of the firm are followed for {span(spec.days)}: "
            "some notice it, look closer, buy, and tell others."
        )
        yield f"Advertising runs at {number(spec.marketing.ad_spend)} times the reference spend."
    if spec.measure_from_day:
        yield f"The first {count(spec.measure_from_day, 'day')} are a warm-up; what is measured begins then."
    yield f"The run is repeated {count(spec.replications, 'time')}, with other luck each time (seed {spec.seed})."


def product(spec: Scenario) -> Iterator[str]:
    """What is delivered, what is promised, how often it is used."""
    quality, rival = spec.product.quality, spec.market.competitor_quality
    yield f"The product delivers a quality of {quality:.2f}; the competitor's is {rival:.2f}."
    yield _promise(spec)
    if spec.marketing.sales_overpromise:
        yield f"Sales talk promises {_more(spec.marketing.sales_overpromise)} than advertising does."
    yield f"A customer uses it on {per_cent(spec.product.usage_rate)} of his days."


def _promise(spec: Scenario) -> str:
    promise, beyond = spec.marketing.promise, spec.marketing.overpromise
    if promise is not None:
        return f"Advertising promises {promise:.2f}, whatever it delivers."
    if not beyond:
        return "Advertising promises what it delivers."
    return f"Advertising promises {_more(beyond)} than it delivers."


def _more(amount: float) -> str:
    return f"{abs(amount):.2f} {'more' if amount > 0 else 'less'}"


def trouble(spec: Scenario) -> Iterator[str]:
    """How often the product fails, how badly, and who tells the firm."""
    from sim.demand import failures_per_day

    how, exit_ = spec.failures, spec.journey.exit
    if how.rate > 0.0 or how.outages_per_year > 0.0:
        often = 365.0 * failures_per_day(spec, 0, spec.days)
        yield (
            f"At this quality a customer meets {number(often)} failures a year while few have left, damaged "
            f"deliveries aside; {per_cent(how.major_share)} are major."
        )
        yield (
            f"A minor failure takes {how.minor.loss:.2f} from his experience, a major one {how.major.loss:.2f}; "
            "half of it is forgotten after " + count(spec.experience.incident_half_life_days, "day") + "."
        )
        yield (
            f"Of 100 minor failures {_of_hundred(how.minor.contact_chance)} are reported, of 100 major ones "
            f"{_of_hundred(how.major.contact_chance)}; the rest is suffered in silence."
        )
    else:
        yield "The product never fails."
    if how.outages_per_year > 0.0:
        days = 365.0 * chance(from_yearly(how.outages_per_year), 1.0)
        share = per_cent(how.outage_share)
        yield f"On {number(days)} days a year it fails for {share} of all customers at once."
    if exit_.damage_chance > 0.0:
        yield f"{per_cent(exit_.damage_chance)} of the deliveries are damaged."
    if exit_.setup_difficulty > 0.0:
        yield (
            f"{per_cent(exit_.setup_difficulty)} of the buyers struggle to get started, which is felt as a minor "
            "failure until they are helped or find out by themselves."
        )
    if spec.returns.rate > 0.0 and spec.returns.window_days > 0.0:
        back = -expm1(-spec.returns.rate * spec.returns.window_days)
        yield (
            f"Goods can be sent back within {count(spec.returns.window_days, 'day')}; "
            f"{per_cent(back)} are, where the experience is neutral."
        )
    else:
        yield "Nothing is sent back."
    yield f"A customer has {number(365.0 * how.question_rate)} how-to questions a year."


def ways(spec: Scenario) -> Iterator[str]:
    """Channels, self-service, opening hours, and who tries again."""
    desk = spec.desk
    yield f"The desk is open {number(desk.open_hours)} hours a day."
    names = {"calls": desk.phone, "chats": desk.chat, "e-mails": desk.email}
    used = {name: channel for name, channel in names.items() if channel.share > 0.0}
    if len(used) == 1:
        yield f"All contacts with agents are {next(iter(used))}."
    else:
        shares = [f"{_of_hundred(channel.share)} {name}" for name, channel in used.items()]
        yield f"Of 100 contacts with agents there are {listed(shares)}."
    for name, channel in used.items():
        at_once = "" if channel.concurrency == 1.0 else f", {number(channel.concurrency)} at once"
        yield (
            f"{name.capitalize()} take {_minutes(channel.handle_minutes)}{at_once}; "
            f"people wait {_minutes(channel.patience_minutes)} for an answer before they give up."
        )
    alone, others = desk.self_service, desk.community
    if alone.share > 0.0:
        yield (
            f"With a small matter {per_cent(alone.share)} first try to help themselves, "
            f"which works for {per_cent(alone.success)} of them."
        )
    if others.share > 0.0:
        yield (
            f"{per_cent(others.share)} first ask other customers, who can help {per_cent(others.success)} of them."
        )
    yield f"Of those who give up waiting {per_cent(desk.redial_chance)} try again on the next day."
    yield (
        f"Of those who were not helped {per_cent(desk.recontact_chance)} try again, "
        f"{number(max(1.0, desk.recontact_days))} days later on average."
    )


def staff(spec: Scenario) -> Iterator[str]:
    """How many agents there are, and what they can do."""
    desk, how = spec.desk, spec.staff
    if desk.agents == 0.0:
        yield "The desk has no staff: every contact is abandoned."
        return
    if desk.agents is not None:
        yield f"{count_of(desk.agents, 'agent')} on duty, whatever arrives."
    elif desk.staffing_ratio == 0.0:
        least = 60.0 * desk.open_hours * float(at_least_an_hour(0.0, open_hours=desk.open_hours))
        yield f"One agent is on duty for {_minutes(least)} a day, whatever arrives."
    else:
        ratio = number(desk.staffing_ratio or 0.0)
        yield f"There are {ratio} agents for each agent's worth of work, e-mails that wait included."
    small, large = (
        float(
            encounter.resolution_chance(
                kind.resolution_chance, skill=how.skill, handle_time_target=desk.handle_time_target
            )
        )
        for kind in (spec.failures.minor, spec.failures.major)
    )
    yield (
        f"A trained agent settles {_of_hundred(small)} of 100 small matters in one contact, and "
        f"{_of_hundred(large)} of 100 major failures."
    )
    yield (
        f"{per_cent(how.turnover_per_year)} of the staff leave in a year; a new agent starts with "
        f"{per_cent(how.newhire_share)} of the skill and needs about {number(how.learn_days)} days to learn."
    )
    if desk.relationship_minutes > 0.0:
        yield f"Agents take {_minutes(desk.relationship_minutes)} more for the customer as a person."
    if desk.handle_time_target != 1.0:
        yield f"They must keep to {per_cent(desk.handle_time_target)} of the natural handle time."
    if desk.outreach_per_customer_year > 0.0:
        yield (
            f"They call each customer {times_a_year(desk.outreach_per_customer_year)} at most, where one of them "
            "is idle; the rota does not count these calls."
        )


def recovery(spec: Scenario) -> Iterator[str]:
    """What the desk can repair, and what it pays."""
    how = spec.recovery
    yield f"A perfect encounter gives back {per_cent(how.cap)} of what a failure took."
    if how.compensation > 0.0 and spec.money.compensation_cost > 0.0:
        paid = how.compensation * spec.money.compensation_cost
        yield f"A reported failure is compensated with {_money(spec, paid)} once an agent has answered."
    elif how.compensation > 0.0:
        yield "A reported failure is compensated once an agent has answered, at no cost."
    else:
        yield "Nothing is given for a failure."


def loyalty(spec: Scenario) -> Iterator[str]:
    """Who stays, and who buys again."""
    how = spec.loyalty
    among = ", on average over their loyalty," if how.sd > 0.0 and how.churn_sensitivity else ""
    yield f"Of customers whose experience is neutral{among} {per_cent(_leaving(spec))} leave in the first year."
    if how.churn_rate > 0.0 and how.churn_sensitivity:
        yield (
            f"Where the experience is worse by {WORSE:.1f}, leaving is "
            f"{number(exp(WORSE * how.churn_sensitivity))} times as likely on any day."
        )
    if how.repurchases_per_year > 0.0:
        differing = ", some far oftener than others" if how.repurchase_cv > 0.0 else ""
        yield f"A customer thinks of buying again {times_a_year(how.repurchases_per_year)}{differing}."
    else:
        yield "Nobody needs to buy again: it is a contract."
    if how.winback_offer > 0.0:
        yield (
            f"Of those who leave {per_cent(how.winback_offer)} take an offer to come back: they enter anew, and "
            "may buy or turn away."
        )


def _leaving(spec: Scenario) -> float:
    """Give the share of customers who leave in their first year at neutral experience, unlike in loyalty."""
    how = spec.loyalty
    # Leaving falls with the years: so many days of the first one's rate are a year.
    fading = how.tenure_effect - 1.0
    days = 365.0 * (log(2.0) if fading == 0.0 else -expm1(-fading * log(2.0)) / fading)
    if how.churn_rate == 0.0:
        return 0.0
    with errstate(over="ignore"):  # a hazard beyond all measure leaves nobody
        staying = surviving(
            days, cx=how.mean, loyalty_sd=how.sd,
            churn_rate=how.churn_rate, churn_sensitivity=how.churn_sensitivity,
        )  # fmt: skip
    return 1.0 - staying


def money(spec: Scenario) -> Iterator[str]:
    """Prices and costs."""
    prices = spec.money
    yield f"The product sells for {_money(spec, prices.price)} and costs {_money(spec, prices.unit_cost)}."
    yield f"A customer brings {_money(spec, prices.recurring_margin_per_day)} a day beyond that."
    yield f"An agent costs {_money(spec, prices.agent_cost_hour)} an hour."


def segments(spec: Scenario) -> Iterator[str]:
    """Who differs from the others, and in what."""
    for segment, size in zip(spec.segments, spec.part_sizes, strict=False):
        first = f", served in class {segment.priority}" if segment.priority else ""
        differs = _instead(segment.settings, spec) or "as all others"
        yield f"{segment.name}: {size:,} people ({per_cent(segment.share)}){first}: {differs}."


def changes(spec: Scenario) -> Iterator[str]:
    """What changes on which day."""
    for change in spec.changes:
        before = spec.in_force(change.from_day - 1)
        yield f"From day {change.from_day} on: {_instead(change.settings, before)}."


def count_of(agents: float, noun: str) -> str:
    """Count agents, of whom there may be a part."""
    return f"{number(agents)} {noun} is" if agents == 1.0 else f"{number(agents)} {noun}s are"


def _instead(settings: Mapping[str, object], usual: Scenario) -> str:
    return "; ".join(f"{key} = {shown(value)} instead of {_held(key, usual)}" for key, value in settings.items())


def _held(key: str, usual: Scenario) -> str:
    """What held for a key: its value, or that of the key given in its place."""
    if (value := attrgetter(key)(usual)) is not None:
        return shown(value)
    rival = parameters()[key].instead_of
    held = attrgetter(rival)(usual) if rival else None
    return "nothing" if held is None else f"{rival} = {shown(held)}"


def _minutes(minutes: float) -> str:
    days = minutes / 1440.0
    return f"{number(days)} days" if days >= 1.5 else f"{number(minutes)} minutes"


def _money(spec: Scenario, amount: float) -> str:
    return f"{number(amount)} {spec.money.currency}"


def _of_hundred(share: float) -> str:
    return number(100.0 * share)

"""Every experiment that there is, in the order of the list in docs/verifying.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.verify import (
    choice,
    contacts,
    diffusion,
    failures,
    identities,
    learning,
    leaving,
    money,
    opinions,
    queues,
    redial,
    relations,
    repeat_buying,
    sharing,
    staff,
    urgency,
    use,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.check import Engine
    from sim.questions.verify.experiment import Experiment

_ALL = (
    *queues.ERLANG, urgency.two_classes, urgency.three_classes, queues.lognormal_service_hardly_matters,
    queues.any_law_of_service, redial.lost_callers_call_again, identities.littles_law,
    identities.littles_law_of_every_day, diffusion.a_market_fills, diffusion.days_come_to_the_curve_of_bass,
    diffusion.people_dwell, diffusion.targeting_finds_whom_it_fits, diffusion.advertising_lasts,
    learning.people_learn, learning.a_truth_that_drifts_is_followed, use.surprises_are_felt,
    use.experience_settles, failures.products_fail, failures.unlike_products_fail_more,
    failures.an_open_case_keeps_the_next_failure_away, failures.days_come_to_the_renewal_theorem,
    failures.ageing_products_fail, failures.days_come_to_the_power_law, failures.a_column_of_incidents,
    contacts.unsolved_issues_come_back, staff.skill_settles, leaving.customers_leave,
    leaving.steps_of_any_length, opinions.opinions_are_rounded, choice.prices_turn_people_away,
    choice.elasticity_is_the_slope, money.customers_are_worth, identities.the_ledger_adds_up,
    identities.people_and_money_are_kept, sharing.shares_of_a_difference, sharing.interval_of_a_ratio,
    repeat_buying.buyers_of_discs, repeat_buying.people_live_the_story, relations.better_levers_do_good,
    relations.service_moves_nobody_who_has_nothing_to_say, relations.perfect_service_rescues,
)  # fmt: skip

EXPERIMENTS: tuple[Experiment, ...] = tuple(sorted(_ALL, key=lambda one: int(one.id[1:])))

LIMITS = {
    "A1": "Erlang B and C",
    "A2": "Erlang A",
    "A3": "Little's law",
    "A4": "Urgent classes",
    "A5": "Calling again",
    "A6": "Any law of service",
    "A7": "Bass diffusion",
    "A8": "Days in a phase",
    "A9": "Targeting",
    "A10": "Advertising",
    "A11": "Learning",
    "A12": "Surprises",
    "A13": "Experience of use",
    "A14": "Failures",
    "A15": "A ledger of failures",
    "A16": "Contacts an issue",
    "A17": "Skill of a team",
    "A18": "Who is still there",
    "A19": "Surveys",
    "A20": "Prices",
    "A21": "Lifetime value",
    "A22": "Experience adds up",
    "A23": "People, contacts and money are kept",
    "A24": "Shares and intervals",
    "A25": "Repeat buying",
    "A26": "Better levers do good",
    "A27": "Service that nobody meets moves nobody",
    "A28": "Perfect service rescues",
}
"""What each id is about."""

IDS = tuple(LIMITS)


@dataclass(frozen=True)
class Task:
    """One experiment on one engine."""

    experiment: int
    """Its place in `EXPERIMENTS`: functions do not travel between processes, numbers do."""
    engine: Engine


def tasks(ids: tuple[str, ...] = IDS, *, full: bool = False) -> Iterator[Task]:
    """Give what there is to do, in the order in which it is told."""
    for place, one in enumerate(EXPERIMENTS):
        for engine in one.on:
            if one.id in ids and (full or engine in one.quick_on):
                yield Task(place, engine)

"""What the world says of failures, complaints and their answers (facts F1 to F11), and how the model is asked."""

from __future__ import annotations

from sim.questions.facts import complaining as of
from sim.questions.facts.fact import ABOVE_NONE, APART, BELOW_NONE, Band, Fact, Figure, Kind, Status
from sim.questions.facts.levels import measured, setting, share_told
from sim.questions.facts.worlds import (
    ASKED,
    ASKED_EXCELLENT,
    ASKED_QUIET,
    TRIAL,
    TRIAL_EXCELLENT,
    TRIAL_EXCELLENT_QUIET,
    TRIAL_QUIET,
    TYPICAL,
)

SQM = "SQM Group, customer surveys of call centres"
SQM_PAGES = "sqmgroup.com: industry standards of call-center KPIs; call centers stopping customers defecting"
TARP = "Technical Assistance Research Programs (TARP)"

FACTOR = 1.6
"""How far from a surveyed share is near enough, as a factor."""

_LIVES = (TRIAL, TRIAL_QUIET)
_EXCELLENT_LIVES = (TRIAL_EXCELLENT, TRIAL_EXCELLENT_QUIET)
_SILENT, _UNSOLVED, _SLOW, _AT_ONCE = (
    of.bought_again(ASKED, of.alone, of.major, answered)
    for answered in (of.silent, of.unsolved, of.solved_slowly, of.solved_at_once)
)

BUYING_AGAIN = Fact(
    "F1",
    "Who was helped quickly buys again",
    world="After a problem worth more than 100 dollars, 9 % of those who said nothing would buy again, 19 % of "
    "those who complained in vain, 54 % of those whose complaint was settled, 82 % where it was settled quickly.",
    source=TARP,
    reference="fastcompany.com/663494, quoting TARP",
    status=Status.READ,
    asked="Everybody is asked on one day whether he buys again, 16 to 30 days after the first major failure; "
    "whoever has left by then does not.",
    figures=(
        Figure("said nothing", "said nothing", "share", (ASKED,), _SILENT, "9 %"),
        Figure("in vain", "complained in vain", "share", (ASKED,), _UNSOLVED, "19 %"),
        Figure("settled", "settled, not at once", "share", (ASKED,), _SLOW, "54 %"),
        Figure("at once", "settled at once", "share", (ASKED,), _AT_ONCE, "82 %"),
        Figure(
            "speaking", "in vain, less said nothing", APART, (ASKED,), of.difference(_UNSOLVED, _SILENT),
            "+10 points", ABOVE_NONE,
        ),
        Figure(
            "settling", "settled, less in vain", APART, (ASKED,), of.difference(_SLOW, _UNSOLVED),
            "+35 points", ABOVE_NONE,
        ),
        Figure(
            "speed", "at once, less settled later", APART, (ASKED,), of.difference(_AT_ONCE, _SLOW),
            "+28 points", ABOVE_NONE,
        ),
        Figure(
            "spread", "at once, less said nothing", APART, (ASKED,), of.difference(_AT_ONCE, _SILENT),
            "+73 points", Band(low=0.30),
        ),
    ),
    remark="The survey asked what people intend, which is farther apart than what they do; so the order is asked "
    "for, and a spread of 30 points at least.",
)  # fmt: skip

DEFECTING = Fact(
    "F2",
    "Who has to call twice leaves more often, whoever is not helped far more often",
    world="5 % would defect after their matter was settled at the first contact, 9 % after two or more, 25 % if "
    "it was not settled.",
    source=SQM,
    reference=SQM_PAGES,
    status=Status.READ,
    asked="Customers who told the firm of a major failure are sorted by what was known two weeks after their "
    "first contact. Counted is who leaves over what he felt in the 90 days from there; occasions to buy again "
    "are no part of it.",
    figures=tuple(
        Figure(name, name, "share", (TYPICAL,), of.left_after(which), f"{100 * share:.0f} %",
               Band.around(share, factor=FACTOR))
        for name, share, which in (
            ("settled at the first contact", 0.05, of.at_first_contact),
            ("settled after more contacts", 0.09, of.after_more_contacts),
            ("not settled", 0.25, of.unsolved),
        )
    ),
)  # fmt: skip

COMPLAINING = Fact(
    "F3",
    "Many say nothing",
    world="50 % of problems reach the front line; 50 to 75 % of those that cost money, 5 to 30 % of those about "
    "quality or manners. Of individuals with a problem worth 142 dollars 31 % stay silent.",
    source=f"{TARP}, National Consumer Survey and later studies",
    reference="customerservicereader.typepad.com; scribd.com/doc/46992626",
    status=Status.READ,
    kind=Kind.INPUT,
    figures=(
        Figure("minor", "chance that a minor failure is told", "share", (TYPICAL,),
               setting(TYPICAL, "failures.minor.contact_chance"), "5 to 30 %"),
        Figure("major", "chance that a major failure is told", "share", (TYPICAL,),
               setting(TYPICAL, "failures.major.contact_chance"), "50 to 75 %"),
        Figure("all", "failures that are told", "share", (TYPICAL,), share_told(TYPICAL), "50 %"),
    ),
    remark="\"26 of 27 do not complain\" is about packaged goods, and counts as silent who complained to the "
    "shop.",
)  # fmt: skip

PARADOX = Fact(
    "F4",
    "A perfect recovery can leave a customer happier than no failure, but not more faithful",
    world="A positive effect on satisfaction, none on buying again, on talk or on the image of the firm.",
    source="de Matos, Henrique & Rossi 2007, Service recovery paradox: a meta-analysis",
    reference="Journal of Service Research 10(1); researchgate.net/publication/247745333",
    status=Status.READ,
    asked="The same customers twice: with a first failure that was put right on the day it came, and in a life in "
    "which nothing fails. Looked at 10 to 25 days later, with an excellent desk.",
    figures=(
        Figure("minor", "experience after a minor failure", "quality", _EXCELLENT_LIVES,
               of.felt(*_EXCELLENT_LIVES, of.alone, of.minor, of.solved_at_once), "above 0, small",
               Band(0.0, 0.1)),
        Figure("major", "experience after a major failure", "quality", _EXCELLENT_LIVES,
               of.felt(*_EXCELLENT_LIVES, of.alone, of.major, of.solved_at_once), "not above 0", BELOW_NONE),
        Figure("typical desk", "the same after a minor one, typical desk", "quality", _LIVES,
               of.felt(*_LIVES, of.alone, of.minor, of.solved_at_once)),
        Figure("buying again", "more who buy again after a minor one", APART, (ASKED_EXCELLENT, ASKED_QUIET),
               of.bought_more_often(ASKED_EXCELLENT, ASKED_QUIET, of.alone, of.minor, of.solved_at_once),
               "none"),
    ),
)  # fmt: skip

OFFSETTING = Fact(
    "F5",
    "A recovery hardly ever makes up for the failure",
    world="In purchase data recovery in almost all cases does not entirely offset the complaint; effects are "
    "short-lived, and earlier complaints aggravate.",
    source="Knox & van Oest 2014, Customer complaints and recovery effectiveness",
    reference="Journal of Marketing 78(5); research.tilburguniversity.edu",
    status=Status.READ,
    asked="As F4, for all who told the firm of a first major failure, at a typical and at an excellent desk.",
    figures=(
        Figure("typical desk", "experience, typical desk", "quality", _LIVES,
               of.felt(*_LIVES, of.alone, of.major, of.told), "below 0", BELOW_NONE),
        Figure("excellent desk", "experience, excellent desk", "quality", _EXCELLENT_LIVES,
               of.felt(*_EXCELLENT_LIVES, of.alone, of.major, of.told), "below 0", BELOW_NONE),
    ),
)  # fmt: skip

TWICE = Fact(
    "F6",
    "Nobody is happier after a second failure",
    world="The paradox is gone after two failures.",
    source="Maxham & Netemeyer 2002, A longitudinal study of complaining customers' evaluations",
    reference="doi.org/10.1509/jmkg.66.4.57.18512",
    status=Status.READ,
    asked="As F4, for customers with two failures, of whom the second was put right on the day it came.",
    figures=(
        Figure("excellent desk", "experience after two, excellent desk", "quality", _EXCELLENT_LIVES,
               of.felt(*_EXCELLENT_LIVES, of.second, of.solved_at_once), "below 0", BELOW_NONE),
        Figure("minor", "the same, the second a minor one", "quality", _EXCELLENT_LIVES,
               of.felt(*_EXCELLENT_LIVES, of.second, of.minor, of.solved_at_once)),
    ),
)  # fmt: skip

FOUR_TO_ONE = Fact(
    "F7",
    "A contact makes disloyal more often than loyal",
    world="A service contact is four times as likely to drive disloyalty as loyalty.",
    source="Dixon, Freeman & Toman, quoted",
    reference="sublime.app, quoting Dixon et al.",
    status=Status.READ,
    asked="The same customers twice, as F4: contacts of those who told the firm of their first failure and are "
    "left worse off than if nothing had failed, for each contact of those who are left better off. The failure "
    "itself is part of it.",
    figures=(
        Figure("typical desk", "worse for each better", "ratio", _LIVES,
               of.worse_for_each_better(*_LIVES, of.alone, of.told, by_contact=True), "4", Band(2.0, 8.0)),
        Figure("excellent desk", "the same, excellent desk", "ratio", _EXCELLENT_LIVES,
               of.worse_for_each_better(*_EXCELLENT_LIVES, of.alone, of.told, by_contact=True)),
        Figure("people", "the same in people, typical desk", "ratio", _LIVES,
               of.worse_for_each_better(*_LIVES, of.alone, of.told)),
    ),
    remark="The fact is about contacts, so whoever calls three times counts three times. Of the better off most "
    "had a minor failure that was put right at once, and are better off by next to nothing.",
)  # fmt: skip

_EASY, _HARD = (of.left_after(which, of=of.told) for which in (of.easy, of.hard))
_FELT_ONE, _FELT_MORE = (
    of.felt(*_LIVES, of.alone, of.major, which) for which in (of.at_first_contact, of.after_more_contacts)
)
EFFORT = Fact(
    "F8",
    "Effort drives customers away",
    world="96 % of customers with much effort become more disloyal, 9 % of those with little.",
    source="Dixon, Freeman & Toman, quoted",
    reference="chiefcustomerofficer.io, on Dixon et al.",
    status=Status.READ,
    asked="As F2, for all failures: those with one contact in the two weeks, and those with more. And as F4, for "
    "first major failures that were put right at a typical desk: by further contacts, and by the first one.",
    figures=(
        Figure("little", "left after one contact", "share", (TYPICAL,), _EASY),
        Figure("much", "left after more", "share", (TYPICAL,), _HARD),
        Figure("difference", "more, less one", APART, (TYPICAL,), of.difference(_HARD, _EASY),
               "above 0", ABOVE_NONE),
        Figure("first", "experience, put right by the first", "quality", _LIVES, _FELT_ONE),
        Figure("later", "experience, put right by a later one", "quality", _LIVES, _FELT_MORE),
        Figure("felt", "later, less first", "quality", _LIVES, of.difference(_FELT_MORE, _FELT_ONE),
               "below 0", BELOW_NONE),
    ),
    remark="Effort is answered by a survey; in the model it is what a further contact costs, so only the sign is "
    "asked.",
)  # fmt: skip

FIRST_CONTACT = Fact(
    "F9",
    "Seven in ten matters are settled at the first contact",
    world="70 % on average, 80 % in the best twentieth of centres.",
    source=SQM,
    reference=SQM_PAGES,
    status=Status.READ,
    asked="The measure of the typical firm.",
    figures=(
        Figure("first contact", "settled at the first contact", "share", (TYPICAL,),
               measured(TYPICAL, "first_contact_resolution"), "70 %", Band(0.65, 0.78)),
    ),
)  # fmt: skip

REPEATING = Fact(
    "F10",
    "Each further call costs satisfaction",
    world="Satisfaction falls by 15 % with each repeat call.",
    source=SQM,
    reference=SQM_PAGES,
    status=Status.READ,
    kind=Kind.INPUT,
    figures=(
        Figure("discount", "what is left after a further try", "share", (TYPICAL,),
               setting(TYPICAL, "recovery.effort_discount"), "85 %"),
    ),
)  # fmt: skip

_CURSED, _PRAISED = (
    of.messages(TRIAL, of.alone, *which, praise=praise)
    for which, praise in (((of.unsolved,), False), ((of.at_first_contact,), True))
)
TELLING = Fact(
    "F11",
    "The unhappy tell more people than the happy",
    world="Of those whose matter was settled at the first contact 41 % told one person; of those whose matter was "
    "not, 74 % told five.",
    source=SQM,
    reference="sqmgroup.com: call center customer experience research",
    status=Status.READ,
    asked="Complaints of those who told the firm of their first failure in vain, and praise of those who were "
    "helped at the first contact, 10 to 25 days later.",
    figures=(
        Figure("complaints", "complaints of the unhappy", "messages a month", (TRIAL,), _CURSED),
        Figure("praise", "praise of the happy", "messages a month", (TRIAL,), _PRAISED),
        Figure("difference", "complaints less praise", "messages a month", (TRIAL,),
               of.difference(_CURSED, _PRAISED), "above 0", ABOVE_NONE),
    ),
    remark="By the shares told, the unhappy send nine messages for each one of the happy; the model's talk is "
    "flatter.",
)  # fmt: skip

AFTER_FAILURES = (
    BUYING_AGAIN, DEFECTING, COMPLAINING, PARADOX, OFFSETTING, TWICE, FOUR_TO_ONE, EFFORT, FIRST_CONTACT,
    REPEATING, TELLING,
)  # fmt: skip

"""Every parameter of a scenario, declared once, by department."""

from sim.scenario.blocks.desk import Channel, Chat, Community, Desk, Email, Phone, SelfService
from sim.scenario.blocks.journey import Attraction, Engagement, Entry, Exit, Journey, Touchpoint
from sim.scenario.blocks.market import Belief, Market, Marketing
from sim.scenario.blocks.outcome import Loyalty, Money, Recovery, Staff, Survey, WordOfMouth
from sim.scenario.blocks.product import (
    Experience,
    Failures,
    MajorFailure,
    MinorFailure,
    Product,
    Returns,
    Severity,
)
from sim.scenario.blocks.rescue import Rescue

__all__ = [
    "Attraction",
    "Belief",
    "Channel",
    "Chat",
    "Community",
    "Desk",
    "Email",
    "Engagement",
    "Entry",
    "Exit",
    "Experience",
    "Failures",
    "Journey",
    "Loyalty",
    "MajorFailure",
    "Market",
    "Marketing",
    "MinorFailure",
    "Money",
    "Phone",
    "Product",
    "Recovery",
    "Rescue",
    "Returns",
    "SelfService",
    "Severity",
    "Staff",
    "Survey",
    "Touchpoint",
    "WordOfMouth",
]

"""What is recorded in every run, what is measured in it, and the laws that it must keep."""

# The order of these imports is the order in which measures are shown.
from sim.measures import customers, experience, service, money  # noqa: F401  # isort: skip
from sim.measures.measure import MEASURES, Measure
from sim.measures.record import Record

__all__ = ["MEASURES", "Measure", "Record"]

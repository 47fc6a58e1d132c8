"""What is recorded in every run, what is measured in it, and the laws that it must keep."""

from sim.measures.catalogue import MEASURES, Measure
from sim.measures.record import Record

__all__ = ["MEASURES", "Measure", "Record"]

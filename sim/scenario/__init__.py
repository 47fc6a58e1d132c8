"""What the user says: every parameter, once, and the scenario they make up."""

from sim.scenario.parameter import Parameter, Range, Role
from sim.scenario.scenario import Scenario, parameters

__all__ = ["Parameter", "Range", "Role", "Scenario", "parameters"]

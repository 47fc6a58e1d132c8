"""What the user says: every parameter, once, and the scenario they make up."""

from sim.scenario.overrides import parse_setting, parse_settings
from sim.scenario.parameter import Parameter, Range, Role
from sim.scenario.places import folder, names
from sim.scenario.scenario import Scenario, parameters, said
from sim.scenario.table import parameter_table

__all__ = [
    "Parameter",
    "Range",
    "Role",
    "Scenario",
    "folder",
    "names",
    "parameter_table",
    "parameters",
    "parse_setting",
    "parse_settings",
    "said",
]

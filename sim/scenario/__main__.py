"""Writes the table of parameters in `scenarios/README.md` anew."""

from sim.scenario.places import folder
from sim.scenario.table import renewed

if __name__ == "__main__":
    readme = folder() / "README.md"
    readme.write_text(renewed(readme.read_text("utf-8")), "utf-8")

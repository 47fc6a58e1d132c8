"""Writes anew what `scenarios/README.md` and the JSON Schema say of parameters and scenarios."""

from sim.scenario.guide import with_shelf
from sim.scenario.places import folder
from sim.scenario.schema import SCHEMA_FILE, schema_text
from sim.scenario.table import renewed

if __name__ == "__main__":
    readme = folder() / "README.md"
    readme.write_text(renewed(with_shelf(readme.read_text("utf-8"))), "utf-8", newline="\n")
    (folder() / SCHEMA_FILE).write_text(schema_text(), "utf-8", newline="\n")

"""Writes anew the JSON Schema of sweep files."""

from sim.experiment.schema import SCHEMA_FILE, schema_text
from sim.scenario.places import folder

if __name__ == "__main__":
    (folder() / SCHEMA_FILE).write_text(schema_text(), "utf-8", newline="\n")

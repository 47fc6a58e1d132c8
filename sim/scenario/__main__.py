"""Writes anew what `scenarios/README.md` and `docs/claims.md` list of parameters and scenarios."""

from sim.scenario.guide import with_scenarios, with_shelf
from sim.scenario.places import folder
from sim.scenario.table import renewed

if __name__ == "__main__":
    readme = folder() / "README.md"
    readme.write_text(renewed(with_shelf(readme.read_text("utf-8"))), "utf-8", newline="\n")
    # An installed package has no docs.
    claims = folder().parent / "docs" / "claims.md"
    if claims.exists():
        claims.write_text(with_scenarios(claims.read_text("utf-8")), "utf-8", newline="\n")

"""What the pages say that the program knows itself; `python -m docs.generate` writes it anew."""

from __future__ import annotations

from docs.generate import day, draws, ledger, measures, off, parameters, reference, trust
from docs.generate.page import DOCS, Page

__all__ = ["PAGES"]

PAGES = (
    Page(
        DOCS / "odd.md",
        {
            "day": day.outline,
            "draws": draws.table,
            "measures": measures.table,
            "parameters": parameters.tables,
        },
    ),
    Page(
        DOCS / "claims.md",
        {"counts": ledger.counts, "debates": ledger.debates, "articles": ledger.articles},
    ),
    Page(DOCS / "not-modelled.md", {"off": off.table, "outside": off.claims}),
    Page(DOCS / "reference.md", {"names": reference.chapters, "errors": reference.tree}),
    Page(DOCS / "trust.md", {"overview": trust.overview, "promises": trust.chapters}),
)

"""What article 004 says: Jana Barrett on experience and service."""

from __future__ import annotations

from sim.questions.claims.article_004_figures import FIGURES
from sim.questions.claims.article_004_product import PRODUCT
from sim.questions.claims.article_004_selling import SELLING
from sim.questions.claims.article_004_shop import SHOP

__all__ = ["CLAIMS"]

CLAIMS = (*SHOP, *SELLING, *PRODUCT, *FIGURES)

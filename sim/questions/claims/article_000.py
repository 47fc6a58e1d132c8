"""What article 000 says: do not confuse customer experience with customer service; and what its readers answer."""

from __future__ import annotations

from sim.questions.claims import (
    article_000_business,
    article_000_net,
    article_000_product,
    article_000_promise,
)

__all__ = ["CLAIMS"]

CLAIMS = tuple(
    sorted(
        (
            *article_000_product.CLAIMS,
            *article_000_promise.CLAIMS,
            *article_000_net.CLAIMS,
            *article_000_business.CLAIMS,
        ),
        key=lambda claim: int(claim.id[1:]),
    )
)

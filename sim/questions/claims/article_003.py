"""What article 003 says: Sagres on IKEA and the promise of a brand."""

from __future__ import annotations

from sim.questions.claims.claim import Claim, Tag

CLAIMS = (
    Claim(
        id="D1",
        says="Experience is service, price, product, and people who may decide.",
        tag=Tag.OUTSIDE,
        reason="outside in part: agents have skill, but no leave to decide",
    ),
    Claim(
        id="D2",
        says="Service is tactics; the strategy is to keep what the brand promises.",
        tag=Tag.EMERGENT,
        reason="what a gap costs in either direction",
    ),
    Claim(
        id="D3",
        says='"Serve better" is no recipe for everybody.',
        tag=Tag.EMERGENT,
        reason="the same desk in two kinds of brand",
    ),
    Claim(
        id="D4",
        says="IKEA is range, design and price, and not service.",
        tag=Tag.EMERGENT,
        reason="how little a poor desk costs where little is expected",
    ),
    Claim(
        id="D5",
        says="Its customers know that they will sweat.",
        tag=Tag.BUILT_IN,
        reason="a touchpoint is felt against its norm",
    ),
    Claim(
        id="D6",
        says="The queue at the checkout is too long.",
        tag=Tag.OUTSIDE,
        reason="there is a queue at the desk, none at the till",
    ),
    Claim(
        id="D7",
        says="Sampson Lee: pain where it matters little is well saved, if the promise is kept.",
        tag=Tag.EMERGENT,
        reason="one budget in few places or in many",
    ),
)

"""What article 001 says, a consultant's blog on journeys and touchpoints."""

from __future__ import annotations

from sim.questions.claims.claim import Claim, Tag

CLAIMS = (
    Claim(
        id="B1",
        says="The same events in another order leave another impression.",
        tag=Tag.BUILT_IN,
        reason="incidents fade, use is remembered by its latest",
    ),
    Claim(
        id="B2",
        says="Some customers never meet service at all.",
        tag=Tag.EMERGENT,
        reason="built in that they exist, emergent how many they are",
    ),
    Claim(
        id="B3",
        says="How a contact is felt depends on what came before it.",
        tag=Tag.OUTSIDE,
        reason="outside in part: what came before stays in the sum, but does not colour the contact",
    ),
    Claim(
        id="B4",
        says="Mending is a sprint, preventing a marathon.",
        tag=Tag.EMERGENT,
        reason="which is ahead, and when, at the same budget",
    ),
    Claim(
        id="B5",
        says="Service is what the firm does, experience what the customer feels.",
        tag=Tag.BUILT_IN,
        reason="the same use under another expectation is felt differently",
    ),
    Claim(
        id="B6",
        says="Who tunes the touchpoint gets a good touchpoint, who tunes the journey keeps the customer.",
        tag=Tag.EMERGENT,
        reason="two aims, one budget",
    ),
    Claim(
        id="B7",
        says='"We have a department for that."',
        tag=Tag.EMERGENT,
        reason="how far a good desk alone lifts the score of everybody",
    ),
    Claim(
        id="B8",
        says='Renaming the call centre "customer experience" changes nothing.',
        tag=Tag.BUILT_IN,
        reason="names move no number",
    ),
    Claim(
        id="B9",
        says="Design well by knowing who they are.",
        tag=Tag.EMERGENT,
        reason="what it is worth to treat people differently",
    ),
    Claim(
        id="B10",
        says="Trust grows slowly.",
        tag=Tag.OUTSIDE,
        reason="outside in part: there is a tenure effect, but no trust that one failure can break",
    ),
    Claim(
        id="B11",
        says="Draw the whole map, every touchpoint.",
        tag=Tag.BUILT_IN,
        reason="each move between phases is counted once",
    ),
)

"""The first four debates: product or service, what a contact is, two ways to serve, help at the beginning."""

from __future__ import annotations

from sim.questions.claims.debate import Debate
from sim.questions.claims.effect import Difference

__all__ = ["DEBATES"]


DEBATES = (
    Debate(
        name="product_or_service",
        question="Does the product lead, or service?",
        one_side="service holds more customers than the product",
        other_side="the product holds more customers than service",
        claims=("A4", "A9", "E23"),
        scenario="default",
        settings={},
        worlds={
            "weak, excellent service": {"scenarios": ("product/weak", "service/excellent")},
            "strong, poor service": {"scenarios": ("product/strong", "service/poor")},
        },
        lines={"": Difference("retention", "weak, excellent service", less="strong, poor service")},
        matters=0.02,
        over="failures.rate",
        called="failures a day and customer",
        values=(0.001, 0.004, 0.01, 0.02, 0.04),
    ),
)

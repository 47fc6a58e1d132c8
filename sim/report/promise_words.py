"""What the firms of a rescue promise, in words: a weak product that is advertised lower disappoints less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules import belief

if TYPE_CHECKING:
    from sim.questions.rescue import Rescue
    from sim.scenario import Scenario


def promises(rescue: Rescue) -> str:
    """Say what the firms of a rescue promise."""
    weak, strong = (rescue.results[f"{product}_poor"].scenario for product in ("weak", "strong"))
    return promised(weak, strong)


def promised(weak: Scenario, strong: Scenario) -> str:
    """Say in one sentence what the two firms promise of their products, and whether that follows the quality."""
    one, other = weak.marketing, strong.marketing
    ends = f"{promise_of(weak):.2f} of the weak product and {promise_of(strong):.2f} of the strong one"
    if one.promise is not None and one.promise == other.promise:
        return f"Both firms promise a quality of {one.promise:.2f}, whatever their products deliver."
    if one.promise is not None or other.promise is not None or one.overpromise != other.overpromise:
        return f"The firms promise in ways of their own: {ends}."
    lower = "; so the weak product is advertised lower too" if promise_of(weak) < promise_of(strong) else ""
    return f"Each firm promises its own quality{_beyond(one.overpromise or 0.0)}: {ends}{lower}."


def promise_of(spec: Scenario) -> float:
    """Give the quality that the advertising of a firm promises on the first day."""
    said = spec.marketing
    if said.promise is not None:
        return said.promise
    return float(belief.promise(spec.product.quality, overpromise=said.overpromise or 0.0))


def _beyond(overpromise: float) -> str:
    if not overpromise:
        return ""
    return f" and {overpromise:.2f} more" if overpromise > 0 else f" less {-overpromise:.2f}"

"""Customers: who comes, who buys, who stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures.measure import mean, measure, of_buyers, old_enough, ratio

if TYPE_CHECKING:
    from sim.measures.record import Record


@measure("share", "higher")
def retention(record: Record) -> float:
    """Buyers who are still customers T days after their first purchase.

    T is the measured time in the cohort protocol; in the market protocol the longest of 30, 60, 90, 180, 365 and
    730 days that fits twice into it, and buyers with a shorter history are left out. After a warm-up whoever was a
    customer on its last evening is counted from then on, not from his purchase, and who had left is not counted.
    """
    return mean(of_buyers(record, "kept")[old_enough(record)])


@measure("share", "lower")
def churned(record: Record) -> float:
    """Buyers who are gone at the horizon, for whatever reason."""
    return 1.0 - mean(of_buyers(record, "is_customer"))


@measure("share", "lower")
def returns(record: Record) -> float:
    """Purchases that were returned."""
    return ratio(of_buyers(record, "returns").sum(), of_buyers(record, "purchases").sum())


@measure("per buyer", "higher")
def repurchases(record: Record) -> float:
    """Purchases after the first.

    Of buyers who were customers before the measured time, every measured purchase.
    """
    firsts = of_buyers(record, "first_purchase_day") >= record.spec.measure_from_day
    return ratio(of_buyers(record, "purchases").sum() - firsts.sum(), firsts.size)


@measure("people", "higher")
def attracted(record: Record) -> float:
    """People who came to know the firm, each counted once.

    In the measured time: after a warm-up not those who had come to know it before.
    """
    return float(record.customers["attracted"].sum()) if record.customers else 0.0


@measure("people", "higher")
def entered(record: Record) -> float:
    """People who made a first contact with it, each counted once.

    In the measured time, as `attracted`.
    """
    return float(record.customers["entered"].sum()) if record.customers else 0.0


@measure("people", "higher")
def engaged(record: Record) -> float:
    """People who examined the product, each counted once.

    In the measured time, as `attracted`.
    """
    return float(record.customers["engaged"].sum()) if record.customers else 0.0


@measure("people", "higher")
def bought(record: Record) -> float:
    """People who bought, each counted once.

    After a warm-up those who were customers when it ended, and who became customers since: all who are called
    buyers in the other measures. Who had left before is not among them.
    """
    return float(of_buyers(record, "ever").size)


@measure("people", "higher")
def active(record: Record) -> float:
    """People who are customers at the horizon."""
    return float(of_buyers(record, "is_customer").sum())

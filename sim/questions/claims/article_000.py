"""What readers and writers of article 000 say: experience is not service."""

from __future__ import annotations

from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Difference
from sim.questions.claims.experiment import Experiment, falls

CLAIMS = (
    Claim(
        id="A1",
        says="An experience is everything that happened, from hearing of a firm to recommending it, added up.",
        tag=Tag.BUILT_IN,
        reason="CX is the sum of the ledger",
    ),
    Claim(
        id="A2",
        says="Service is one ingredient; how much of one depends on the business.",
        tag=Tag.EMERGENT,
        reason="failures, complaints and the weight of an encounter together",
    ),
    Claim(
        id="A3",
        says="One can be delighted without ever speaking to the firm.",
        tag=Tag.EMERGENT,
        reason="who never calls is decided by failures and silence",
    ),
    Claim(
        id="A4",
        says="There are wholes that the best support cannot save.",
        tag=Tag.EMERGENT,
        reason="recovery is a share of one column of nine",
        experiment=Experiment(
            asks="Is the weak product with excellent service kept less than the strong one with poor service?",
            scenario="default",
            settings={},
            worlds={
                "weak, excellent service": {"scenarios": ("product/weak", "service/excellent")},
                "strong, poor service": {"scenarios": ("product/strong", "service/poor")},
            },
            effect=Difference("retention", "weak, excellent service", less="strong, poor service"),
            expected=falls(matters=0.02),
            region={
                "failures.rate": (0.002, 0.02),
                "failures.minor.contact_chance": (0.1, 0.7),
                "recovery.service_weight": (0.05, 0.5),
            },
        ),
    ),
    Claim(
        id="A5",
        says="The waiter was attentive; the dish was still badly cooked.",
        tag=Tag.EMERGENT,
        reason="built in for the dish, emergent for the evening as a whole",
    ),
    Claim(
        id="A6",
        says="A superb meal needs no waiter.",
        tag=Tag.EMERGENT,
        reason="what silence and abandoned contacts cost is not fixed",
    ),
    Claim(
        id="A7",
        says="A perfect installation does not improve the programme.",
        tag=Tag.EMERGENT,
        reason="how fast a good start fades against use that disappoints",
    ),
    Claim(
        id="A8",
        says="People who look after customers hold them for a while only, if the software does not perform.",
        tag=Tag.EMERGENT,
        reason="early help against failures that keep coming",
    ),
    Claim(
        id="A9",
        says="Among all causes the product plays the lead.",
        tag=Tag.EMERGENT,
        reason="shares of influence change with the kind of business",
    ),
    Claim(
        id="A10",
        says="No heroics at the front line make a poor product excellent.",
        tag=Tag.EMERGENT,
        reason="whether promoters can be won by the desk alone",
    ),
    Claim(
        id="A11",
        says="Whoever makes the product should hear the calls.",
        tag=Tag.BUILT_IN,
        reason="built in for reported failures (`failures.feedback_gain`); who listens is outside",
    ),
    Claim(
        id="A12",
        says="Marketing makes promises, and broken ones hurt.",
        tag=Tag.EMERGENT,
        reason="more buyers against more disappointment",
    ),
    Claim(
        id="A13",
        says="Better to bring the right customers than more of them.",
        tag=Tag.EMERGENT,
        reason="fit works on use, failures and returns at once",
    ),
    Claim(
        id="A14",
        says="Research that serves to sell what is there, not to make what is wanted, is wasted.",
        tag=Tag.OUTSIDE,
        reason="a budget that buys either reach or quality",
    ),
    Claim(
        id="A15",
        says="A return can be handled splendidly and was still a disappointment.",
        tag=Tag.EMERGENT,
        reason="service and use are different columns",
    ),
    Claim(
        id="A16",
        says="The desk bears what others caused, and is the second most burdened.",
        tag=Tag.EMERGENT,
        reason="gap, failures, load, turnover and skill in a circle",
    ),
    Claim(
        id="A17",
        says="The desk is measured and trimmed beyond its share in the result.",
        tag=Tag.EMERGENT,
        reason="what a unit of money is worth in each lever",
    ),
    Claim(
        id="A18",
        says="Trimming it further saves money that comes back as work.",
        tag=Tag.EMERGENT,
        reason="shorter talk, fewer solutions, more repeat calls",
    ),
    Claim(
        id="A19",
        says="c1 (Manning and Bodine): service is the net, not the act.",
        tag=Tag.EMERGENT,
        reason="whether callers end up behind those who never had to call",
    ),
    Claim(
        id="A20",
        says="c2: people also call before they buy, or because the manual is unclear.",
        tag=Tag.BUILT_IN,
        reason="enquiries and questions are contacts without a failure",
    ),
    Claim(
        id="A21",
        says="c2: service keeps customers.",
        tag=Tag.EMERGENT,
        reason="built in for those who failed, emergent in size",
    ),
    Claim(
        id="A22",
        says="c2: sending people to the website to save money drives them off.",
        tag=Tag.EMERGENT,
        reason="depends on what the website knows and on the staff that is left",
    ),
    Claim(
        id="A23",
        says="c3 (Snow): a contact may be a question, an order, a complaint, a farewell or a compliment.",
        tag=Tag.OUTSIDE,
        reason="outside in part: compliments and farewells are no contacts here",
    ),
    Claim(
        id="A24",
        says="c4: Zappos spends its telephone time as other firms spend advertising.",
        tag=Tag.EMERGENT,
        reason="pays where margin and talk reach far enough",
    ),
    Claim(
        id="A25",
        says="c5: being befriended is effort for the customer.",
        tag=Tag.OUTSIDE,
        reason="minutes taken by the firm cost the customer nothing here",
    ),
    Claim(
        id="A26",
        says="c5: a family that left was never asked why.",
        tag=Tag.BUILT_IN,
        reason="`loyalty.winback_offer`",
    ),
    Claim(
        id="A27",
        says="c5: Amazon takes each contact as the trace of a fault and mends that.",
        tag=Tag.EMERGENT,
        reason="built in per failure (`failures.feedback_gain`), emergent in what it is worth",
    ),
    Claim(
        id="A28",
        says="c5: two calls in five years, and full marks for the call centre.",
        tag=Tag.OUTSIDE,
        reason="how a contact is judged does not depend on the product",
    ),
    Claim(
        id="A29",
        says="c5: some contacts remain, whatever one removes.",
        tag=Tag.BUILT_IN,
        reason="questions, enquiries and returns have rates of their own",
    ),
    Claim(
        id="A30",
        says="c7 (Hennel): service mends what went wrong once, not what is wrong.",
        tag=Tag.EMERGENT,
        reason="incidents can be made good, use cannot",
    ),
    Claim(
        id="A31",
        says="c9: computers bought without a word, because every step was clear.",
        tag=Tag.EMERGENT,
        reason="the chance of silence is a product of many steps",
    ),
    Claim(
        id="A32",
        says="c9: where things are complex, support is part of the product; elsewhere it is a crutch.",
        tag=Tag.EMERGENT,
        reason="contacts and their weight differ by business",
    ),
    Claim(
        id="A33",
        says="c10 (Zane): service begins where the experience failed.",
        tag=Tag.BUILT_IN,
        reason="built in once questions and enquiries are off",
    ),
    Claim(
        id="A34",
        says="c11 (Peppers): customers help one another.",
        tag=Tag.BUILT_IN,
        reason="built in as a share; that helpers must be happy ones is outside",
    ),
    Claim(
        id="A35",
        says="c11, c13: what customers say and do for one another is experience, not service.",
        tag=Tag.BUILT_IN,
        reason="the community has its own column",
    ),
    Claim(
        id="A36",
        says="c17 (Okuka): how a firm makes money decides how it should serve.",
        tag=Tag.EMERGENT,
        reason="the better of two ways turns with margin and talk",
    ),
    Claim(
        id="A37",
        says="c17: taking service away without changing anything else does harm.",
        tag=Tag.EMERGENT,
        reason="staff saved against customers lost",
    ),
    Claim(
        id="A38",
        says="The desk is blamed for what it does not control.",
        tag=Tag.EMERGENT,
        reason="its share in what was lost",
    ),
)

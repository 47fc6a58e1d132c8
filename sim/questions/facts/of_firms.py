"""What the world says of talk, scores, prices, people and reasons (F12 to F26), and how the model is asked."""

from __future__ import annotations

from sim.questions.facts.causing import elasticity, moved, together, would_have_stayed
from sim.questions.facts.complaining import difference
from sim.questions.facts.fact import ABOVE_NONE, APART, Band, Fact, Figure, Kind, Status
from sim.questions.facts.levels import (
    abandonment_by_wait,
    measured,
    praise_for_each_complaint,
    setting,
    share_with_a_failure,
    share_without_a_repeat,
    yearly_turnover,
)
from sim.questions.facts.worlds import (
    DEARER,
    DEARER_BY,
    EXCELLENT,
    FLAWLESS,
    MARKET,
    MORE_SPENDING,
    POOR,
    RECORD_SHOP,
    RECORD_SHOP_ALIKE,
    SHORT_STAFFED,
    TWICE_THE_ADS,
    TYPICAL,
    WELL_STAFFED,
)

PRAISE = Fact(
    "F12",
    "There are about three praises to a complaint",
    world="3 to 1 on average, more praise in all 15 studies; a praise moves others about as far or farther.",
    source="East, Hammond & Wright 2007, The relative incidence of positive and negative word of mouth",
    reference="discovery.researcher.life; East, Hammond & Lomax 2008, scribd.com/doc/52082016",
    status=Status.READ,
    asked="All messages of two years in the market protocol.",
    figures=(
        Figure("market", "praises for each complaint", "ratio", (MARKET,), praise_for_each_complaint(MARKET),
               "3", Band(2.0, 5.0)),
        Figure("buyers", "the same, of buyers over a year", "ratio", (TYPICAL,),
               praise_for_each_complaint(TYPICAL)),
    ),
)  # fmt: skip

LOSSES = Fact(
    "F13",
    "Losses weigh about twice as much as gains",
    world="1.96 (1.82 to 2.10) over all studies; 1.31 in risky choices alone.",
    source="Brown, Imai, Vieider & Camerer 2024; Walasek, Mullett & Stewart 2024",
    reference="doi.org/10.1257/jel.20221698; doi.org/10.1016/j.joep.2024.102740",
    status=Status.READ,
    kind=Kind.INPUT,
    figures=(
        Figure("losses", "weight of a loss", "ratio", (TYPICAL,),
               setting(TYPICAL, "experience.loss_aversion"), "1.96 or 1.31"),
    ),
)  # fmt: skip

ACSI = Fact(
    "F14",
    "Satisfaction is near 78 of 100",
    world="77.8 over the economy at the end of 2023; industries from 65 (internet service) to 84 (breweries) in "
    "2019.",
    source="American Customer Satisfaction Index",
    reference="theacsi.org; getfeedback.com for 2019",
    status=Status.READ,
    asked="The measure of the typical firm, over everybody who bought.",
    figures=(
        Figure("index", "experience index", "index", (TYPICAL,), measured(TYPICAL, "cx_index"), "65 to 84",
               Band(68.0, 80.0)),
    ),
    remark="The index of the model was made to show 75 where the firm is as good as the alternative.",
)  # fmt: skip

NPS = Fact(
    "F15",
    "Net promoter scores are a little above 0",
    world="22 industries from -6.1 to 30.1 in 2023.",
    source="XM Institute",
    reference="xminstitute.com, NPS benchmarks 2023",
    status=Status.READ,
    asked="The net promoter score of those who are still customers after a year, as firms ask it.",
    figures=(
        Figure("nps", "of current customers", "points", (TYPICAL,), measured(TYPICAL, "nps_current"),
               "-6 to 30", Band(0.0, 35.0)),
        Figure("all", "of everybody who bought", "points", (TYPICAL,), measured(TYPICAL, "nps")),
    ),
    remark="What shifts answers to CX was calibrated on these scores; that those who stay are happier was not.",
)  # fmt: skip

RETURNS = Fact(
    "F16",
    "One purchase in seven is sent back",
    world="14.5 % in shops, 17.6 % online, in 2023.",
    source="National Retail Federation and Appriss Retail",
    reference="petsplusmag.com; curiousmarketers.club",
    status=Status.READ,
    asked="The measure of the typical firm.",
    figures=(
        Figure("returns", "purchases sent back", "share", (TYPICAL,), measured(TYPICAL, "returns"), "14.5 %",
               Band(0.03, 0.20)),
    ),
)  # fmt: skip

PROBLEMS = Fact(
    "F17",
    "Most people have a problem in a year",
    world="74 % of US consumers had one in 2023, 32 % in 1976; with any product or service.",
    source="Customer Care Measurement & Consulting, National Customer Rage Survey",
    reference="customercaremc.com; news.wpcarey.asu.edu",
    status=Status.READ,
    asked="Buyers of the typical firm who met at least one failure in a year.",
    figures=(
        Figure("any", "buyers with a failure", "share", (TYPICAL,), share_with_a_failure(TYPICAL), "74 %"),
    ),
    remark="The survey is about everything people buy, the model about one firm, so there is no band.",
)  # fmt: skip

ADVERTISING = Fact(
    "F18",
    "Twice the advertising brings a sixth more customers",
    world="An elasticity of .12 in the short and .24 in the long run.",
    source="Sethuraman, Tellis & Briesch 2011, How well does advertising work?",
    reference="Journal of Marketing Research 48(3); imresearchcenter.com",
    status=Status.READ,
    asked="Advertising is doubled for two years in the market protocol: buyers over both years.",
    figures=(
        Figure("buyers", "elasticity of buyers", "ratio", (MARKET, TWICE_THE_ADS),
               elasticity("bought", MARKET, TWICE_THE_ADS, factor=MORE_SPENDING), "0.24", Band(0.15, 0.35)),
        Figure("reach", "elasticity of reach alone", "ratio", (MARKET, TWICE_THE_ADS),
               elasticity("attracted", MARKET, TWICE_THE_ADS, factor=MORE_SPENDING)),
    ),
)  # fmt: skip

PRICES = Fact(
    "F19",
    "One per cent dearer loses two to three per cent",
    world="A mean elasticity of -2.62 over 1,851 estimates.",
    source="Bijmolt, van Heerde & Pieters 2005, New empirical generalizations on the determinants of price "
    "elasticity",
    reference="Journal of Marketing Research 42(2); studylib.net/doc/8861132",
    status=Status.READ,
    asked="The price is raised by 5 % for two years in the market protocol: customers at the end.",
    figures=(
        Figure("customers", "elasticity of customers", "ratio", (MARKET, DEARER),
               elasticity("active", MARKET, DEARER, factor=DEARER_BY), "-2.62", Band(-3.5, -1.5)),
        Figure("buyers", "elasticity of buyers", "ratio", (MARKET, DEARER),
               elasticity("bought", MARKET, DEARER, factor=DEARER_BY)),
    ),
)  # fmt: skip

TURNOVER = Fact(
    "F20",
    "A quarter of the agents leave in a year",
    world="24 % around the world, 31 % in North America, in 2007.",
    source="Dimension Data, Global Contact Centre Benchmarking Report 2007",
    reference="human-technologies.com",
    status=Status.READ,
    kind=Kind.INPUT,
    figures=(
        Figure("usual", "agents as satisfied as usual", "share", (TYPICAL,),
               setting(TYPICAL, "staff.turnover_per_year"), "24 to 31 %"),
        Figure("lived", "agents as satisfied as they were", "share", (TYPICAL,), yearly_turnover(TYPICAL),
               "24 to 31 %"),
    ),
)  # fmt: skip

CHATS = Fact(
    "F21",
    "Many who leave a chat do so without a word",
    world="30 to 67 % of those who abandon a chat do not close it, and 5 to 15 % of the agents' capacity is lost "
    "on them.",
    source="Castellanos, Yom-Tov & Goldberg, Silent abandonment in contact centers",
    reference="arxiv.org/abs/2304.11754",
    status=Status.READ,
    kind=Kind.ABSENT,
    remark="Whoever gives up a chat is gone at once here: no agent takes up a chat in which nobody is left.",
)

WAITING = Fact(
    "F22",
    "As the wait, so those who hang up",
    world="The share that abandons is about proportional to the mean wait; exactly so if patience is exponential.",
    source="Mandelbaum & Zeltyn, on the Palm/Erlang-A queue; Brown et al. 2005, bank calls",
    reference="vdocuments.net; vdocuments.mx",
    status=Status.READ,
    asked="Calls of the typical firm: the share given up over the mean wait of all, in units of the mean "
    "patience. It is 1 in Erlang-A, whatever the arrivals.",
    figures=(
        Figure("calls", "share given up, over the wait", "ratio", (TYPICAL,), abandonment_by_wait(TYPICAL), "1",
               Band(0.95, 1.05)),
    ),
    remark="The band is ours; `verify` holds the queue to Erlang-A itself. Whom closing time sends away has not "
    "given up.",
)  # fmt: skip

_CORE, _DESK = (would_have_stayed(TYPICAL, better) for better in (FLAWLESS, EXCELLENT))
REASONS = Fact(
    "F23",
    "The core of the service drives more people away than the encounter",
    world="Of those who switched, 44 % named failures of the core service, 34 % of the encounter, 30 % the "
    "price, 21 % inconvenience, 17 % the response to a failure; several could be named.",
    source="Keaveney 1995, Customer switching behavior in service industries",
    reference="Journal of Marketing 59(2); scribd.com/doc/379308283 has the categories; the shares are from "
    "memory",
    status=Status.REMEMBERED,
    asked="The same customers twice: of those who left the typical firm within a year, who would have stayed if "
    "the product never failed, and who if the desk had been excellent.",
    figures=(
        Figure("core", "stayed, had nothing failed", "share", (TYPICAL, FLAWLESS), _CORE, "44 %"),
        Figure("encounter", "stayed, with an excellent desk", "share", (TYPICAL, EXCELLENT), _DESK, "34 %"),
        Figure("difference", "core less encounter", APART, (TYPICAL, FLAWLESS, EXCELLENT),
               difference(_CORE, _DESK), "+10 points", ABOVE_NONE),
    ),
    remark="Keaveney asked people what made them leave; here it is who would not have. The sign is what is asked "
    "for.",
)  # fmt: skip

_DESKS = (SHORT_STAFFED, TYPICAL, WELL_STAFFED)
STAFF = Fact(
    "F24",
    "Where the staff is content, customers are",
    world="A positive correlation, carried by the quality of service; about .2 to .3 over units (size from "
    "memory).",
    source="Brown & Lam 2008, A meta-analysis of relationships linking employee satisfaction to customer "
    "responses",
    reference="Journal of Retailing 84(3); connection.ebscohost.com 34299671",
    status=Status.READ,
    asked="Three firms that differ in nothing but how many agents they have for the work: short-staffed, typical "
    "and well-staffed. The correlation of the agents' satisfaction with that of the customers.",
    figures=(
        Figure("correlation", "agents with customers", "correlation", _DESKS,
               together("employee_satisfaction", "csat", *_DESKS), "above 0", ABOVE_NONE),
        Figure("agents", "agents: well less short-staffed", "0 to 1", _DESKS,
               moved("employee_satisfaction", SHORT_STAFFED, WELL_STAFFED)),
        Figure("customers", "customers: well less short-staffed", "points of 5", _DESKS,
               moved("csat", SHORT_STAFFED, WELL_STAFFED)),
    ),
    remark="Three firms alike in all else correlate far more closely than firms in the world; the sign is what "
    "is asked.",
)  # fmt: skip

BAD_SERVICE = Fact(
    "F25",
    "Bad service drives people away and makes them talk",
    world="Shares from 55 to 95 % who have ever left, or told others, over bad service.",
    source="Zendesk surveys, quoted in the articles",
    reference="the articles; see claims.md",
    status=Status.SAID,
    asked="The typical product with a poor and with an excellent desk.",
    figures=(
        Figure("stay", "more who stay with the excellent desk", APART, (POOR, EXCELLENT),
               moved("retention", POOR, EXCELLENT), "above 0", ABOVE_NONE),
        Figure("complain", "more complaints with the poor desk", "per customer-year", (POOR, EXCELLENT),
               moved("negative_messages", EXCELLENT, POOR), "above 0", ABOVE_NONE),
    ),
    remark="Answers to \"have you ever\" are no rates; only the sign is asked.",
)  # fmt: skip

RECORDS = Fact(
    "F26",
    "Most buyers of records do not come back, a few come often",
    world="Of 2,357 new customers of a record shop 59.9 % did not buy again within 39 weeks; the mean is 1.04 "
    "repeat purchases.",
    source="CDNOW, the tenth of Fader, Hardie & Lee 2005, computed from the data",
    reference="brucehardie.com, datasets; Marketing Science 24(2)",
    status=Status.READ,
    asked="Goods that are needed more often, watched for 33 weeks: once with one rate for everybody, and once "
    "with eight groups of buyers whose rates follow a gamma law.",
    figures=(
        Figure("alike, none", "no repeat, all alike", "share", (RECORD_SHOP_ALIKE,),
               share_without_a_repeat(RECORD_SHOP_ALIKE), "59.9 %"),
        Figure("alike, mean", "repeats, all alike", "per buyer", (RECORD_SHOP_ALIKE,),
               measured(RECORD_SHOP_ALIKE, "repurchases"), "1.04"),
        Figure("groups, none", "no repeat, eight groups", "share", (RECORD_SHOP,),
               share_without_a_repeat(RECORD_SHOP), "59.9 %"),
        Figure("groups, mean", "repeats, eight groups", "per buyer", (RECORD_SHOP,),
               measured(RECORD_SHOP, "repurchases"), "1.04"),
    ),
    remark="No band: the rates were chosen for this. One rate for all, as the defaults have it, cannot show both "
    "figures; groups (`segments`) can. Customers of CDNOW were watched for 27 to 39 weeks.",
)  # fmt: skip

OF_FIRMS = (
    PRAISE, LOSSES, ACSI, NPS, RETURNS, PROBLEMS, ADVERTISING, PRICES, TURNOVER, CHATS, WAITING, REASONS, STAFF,
    BAD_SERVICE, RECORDS,
)  # fmt: skip

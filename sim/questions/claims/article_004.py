"""What article 004 says: Jana Barrett on experience and service."""

from __future__ import annotations

from sim.questions.claims.claim import Claim, Tag

CLAIMS = (
    Claim(
        id="E1",
        says="Experience is the last advantage over competitors.",
        tag=Tag.OUTSIDE,
        reason="the competitor is a constant",
    ),
    Claim(
        id="E2",
        says="Help people to help themselves.",
        tag=Tag.BUILT_IN,
        reason="what self-service solves does not reach an agent",
    ),
    Claim(
        id="E3",
        says="Splendid help with a coupon, after three failures: she would not return.",
        tag=Tag.EMERGENT,
        reason="one recovery against several columns",
    ),
    Claim(
        id="E4",
        says="Too few photos on the page.",
        tag=Tag.EMERGENT,
        reason="a clearer signal means fewer surprises and fewer returns",
    ),
    Claim(
        id="E5",
        says="The parcel arrives damaged.",
        tag=Tag.EMERGENT,
        reason="built in that it hurts, emergent how much",
    ),
    Claim(
        id="E6",
        says="A guide helps her to the winter coat that suits her.",
        tag=Tag.EMERGENT,
        reason="sales, satisfaction and returns need not move together",
    ),
    Claim(
        id="E7",
        says="A blog written for search engines brings visits and no buyers.",
        tag=Tag.OUTSIDE,
        reason="visits without interest",
    ),
    Claim(
        id="E8",
        says="Marketing has touchpoints of its own: pages, mails, events, offers.",
        tag=Tag.OUTSIDE,
        reason="outside in part: one attraction touchpoint stands for all",
    ),
    Claim(
        id="E9",
        says="Opinions form anew at each step before the purchase.",
        tag=Tag.BUILT_IN,
        reason="advertising, talk and sales each move the belief",
    ),
    Claim(
        id="E10",
        says='A button that says "buy" and does not.',
        tag=Tag.OUTSIDE,
        reason="a click that misleads",
    ),
    Claim(
        id="E11",
        says="Sales promises what nobody can deliver.",
        tag=Tag.EMERGENT,
        reason="contracts won against customers lost",
    ),
    Claim(
        id="E12",
        says="Business customers decide slowly, in person, over more money.",
        tag=Tag.EMERGENT,
        reason="built in as a scenario; what follows is emergent",
    ),
    Claim(
        id="E13",
        says="Many of these deals are lost whatever one does.",
        tag=Tag.BUILT_IN,
        reason="a gate never reaches 1",
    ),
    Claim(
        id="E14",
        says="Asking why deals were lost improved the selling.",
        tag=Tag.OUTSIDE,
        reason="nothing is learned from those who did not buy",
    ),
    Claim(
        id="E15",
        says="Between sale and start things get lost.",
        tag=Tag.BUILT_IN,
        reason="`journey.exit.setup_difficulty`",
    ),
    Claim(
        id="E16",
        says="Who finds no convenient channel complains in public.",
        tag=Tag.EMERGENT,
        reason="waits, abandoned contacts and what is said afterwards",
    ),
    Claim(
        id="E17",
        says="Setting up sets the tone.",
        tag=Tag.EMERGENT,
        reason="how long a bad start lasts",
    ),
    Claim(
        id="E18",
        says="The manual is a maze, and it all took longer than announced.",
        tag=Tag.OUTSIDE,
        reason="outside in part: there is trouble with setting up, but no announced duration",
    ),
    Claim(
        id="E19",
        says="For the customer the purchase is the beginning.",
        tag=Tag.EMERGENT,
        reason="the same failure early and late",
    ),
    Claim(
        id="E20",
        says="Ask for feedback where things go wrong.",
        tag=Tag.OUTSIDE,
        reason="there is one survey, at the end",
    ),
    Claim(
        id="E21",
        says="Quick help makes the difference between a loyal customer and a public complaint.",
        tag=Tag.EMERGENT,
        reason="wait, encounter, experience and talk",
    ),
    Claim(
        id="E22",
        says="The product itself has many touchpoints: packaging, set-up, use.",
        tag=Tag.OUTSIDE,
        reason="quality is one number",
    ),
    Claim(
        id="E23",
        says="The moments with the desk are often those that count most.",
        tag=Tag.EMERGENT,
        reason="the size of an encounter among all others",
    ),
    Claim(
        id="E24",
        says="Zendesk: 55 % would recommend a firm for outstanding service.",
        tag=Tag.OUTSIDE,
        reason="a survey answer about all firms; its sign alone is used",
    ),
    Claim(
        id="E25",
        says="Zendesk: 82 % have left a firm over poor service.",
        tag=Tag.OUTSIDE,
        reason="ever in a life and over all firms, not a rate of one",
    ),
    Claim(
        id="E26",
        says="Zendesk: 85 % would pay more, up to a quarter, for exceptional service.",
        tag=Tag.OUTSIDE,
        reason="a stated wish; price and service are separate terms of the purchase",
    ),
    Claim(
        id="E27",
        says="Zendesk: 95 % acted after a bad experience, 79 % told others.",
        tag=Tag.OUTSIDE,
        reason="ever in a life; that bad experiences are talked about more is built in",
    ),
    Claim(
        id="E28",
        says="Getting customers started may be the largest effect of all service.",
        tag=Tag.EMERGENT,
        reason="early help against everything else the desk can do",
    ),
    Claim(
        id="E29",
        says="Satisfaction and recommendation are the figures to watch.",
        tag=Tag.EMERGENT,
        reason="built in that both rise with the experience; how surveys bend them is emergent",
    ),
    Claim(
        id="E30",
        says="Care and empathy in every contact.",
        tag=Tag.BUILT_IN,
        reason="treatment is a part of how fair a contact feels",
    ),
    Claim(
        id="E31",
        says="Touchpoints weigh differently from firm to firm.",
        tag=Tag.EMERGENT,
        reason="their ranking by business",
    ),
    Claim(
        id="E32",
        says="Rank the touchpoints, then measure each.",
        tag=Tag.OUTSIDE,
        reason="there is no survey of single touchpoints",
    ),
    Claim(
        id="E33",
        says="Begin small, and know where you stand.",
        tag=Tag.BUILT_IN,
        reason="a comparison always has a baseline",
    ),
)

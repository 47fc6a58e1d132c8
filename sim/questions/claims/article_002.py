"""What article 002 says: ZOOM, with Shoham's five phases, Clor and Peters."""

from __future__ import annotations

from sim.questions.claims.claim import Claim, Tag

CLAIMS = (
    Claim(
        id="C1",
        says="Five phases: attraction, entry, engagement, exit, extension.",
        tag=Tag.BUILT_IN,
        reason="each person is in one phase",
    ),
    Claim(
        id="C2",
        says="It begins with a need and is not over when the need is met.",
        tag=Tag.BUILT_IN,
        reason="the ledger goes on after delivery",
    ),
    Claim(
        id="C3",
        says="McDonald's and The French Laundry both serve adequately, and are worlds apart.",
        tag=Tag.EMERGENT,
        reason="satisfaction against two sets of norms",
    ),
    Claim(
        id="C4",
        says="People have to hear of a firm and want to look.",
        tag=Tag.BUILT_IN,
        reason="advertising and talk, with diminishing returns",
    ),
    Claim(
        id="C5",
        says="A hard way in turns people back.",
        tag=Tag.BUILT_IN,
        reason="the usability gate",
    ),
    Claim(
        id="C6",
        says="They compare, ask, and then buy.",
        tag=Tag.BUILT_IN,
        reason="the purchase gate",
    ),
    Claim(
        id="C7",
        says="They come back with a problem, or, as telling, they do not.",
        tag=Tag.EMERGENT,
        reason="most failures are silent; what silence costs is emergent",
    ),
    Claim(
        id="C8",
        says="A wrench that lasts twenty years is an experience of twenty years.",
        tag=Tag.EMERGENT,
        reason="loyalty against fewer occasions to buy",
    ),
    Claim(
        id="C9",
        says="There is no service before somebody engages.",
        tag=Tag.BUILT_IN,
        reason="no contact before that phase",
    ),
    Claim(
        id="C10",
        says="Service is how fast it is mended; experience is why and how often it breaks.",
        tag=Tag.EMERGENT,
        reason="which of the two is worth more",
    ),
    Claim(
        id="C11",
        says="That one can pay online is service; that it is easy is experience.",
        tag=Tag.BUILT_IN,
        reason="ease of self-service and of the way in",
    ),
    Claim(
        id="C12",
        says="There are more ways to win a second purchase than the desk.",
        tag=Tag.EMERGENT,
        reason="levers of the journey against levers of the desk",
    ),
    Claim(
        id="C13",
        says="Products become alike.",
        tag=Tag.OUTSIDE,
        reason="rivals do not catch up",
    ),
    Claim(
        id="C14",
        says="Public talk multiplies what is there.",
        tag=Tag.EMERGENT,
        reason="for better with a strong product, for worse with a weak one",
    ),
    Claim(
        id="C15",
        says="Reward the experience, not the service.",
        tag=Tag.OUTSIDE,
        reason="a culture that lifts every touchpoint",
    ),
    Claim(
        id="C16",
        says="Choose people well and train them.",
        tag=Tag.EMERGENT,
        reason="skill solves more; what that earns is emergent",
    ),
    Claim(
        id="C17",
        says="Contented people make contented customers.",
        tag=Tag.EMERGENT,
        reason="built in both ways; whether it tips over is emergent",
    ),
    Claim(
        id="C18",
        says="Asking is nothing, acting is all.",
        tag=Tag.BUILT_IN,
        reason="built in for acting (`failures.feedback_gain`); a survey alone changes nothing here",
    ),
    Claim(
        id="C19",
        says="From the brand to the staff office, everything counts.",
        tag=Tag.EMERGENT,
        reason="whether each lever matters somewhere",
    ),
    Claim(
        id="C20",
        says="One desk for all channels (a vendor's figure: more than 82 % satisfied).",
        tag=Tag.OUTSIDE,
        reason="agents are always shared by the channels",
    ),
    Claim(
        id="C21",
        says="Peters: service is the transaction, experience the event.",
        tag=Tag.EMERGENT,
        reason="the share of the desk in the whole",
    ),
)

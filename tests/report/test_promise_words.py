"""An index without what was promised is half an answer: it is said on the screen, the page and in the JSON."""

import pytest

from sim import Scenario
from sim.report import as_json, rescue_page, rescue_screen
from sim.report.promise_words import promised
from tests.report.rescues import shared, shared_pictures

WEAK, STRONG = (Scenario().but({"product.quality": quality}) for quality in (0.35, 0.8))


@pytest.mark.parametrize(
    ("weak", "strong", "sentence"),
    [
        ({}, {}, "Each firm promises its own quality and 0.10 more: 0.45 of the weak product and 0.90 of the "
         "strong one; so the weak product is advertised lower too."),
        ({"marketing.overpromise": 0}, {"marketing.overpromise": 0}, "promises its own quality: 0.35 of"),
        ({"marketing.overpromise": -0.1}, {"marketing.overpromise": -0.1}, "its own quality less 0.10: 0.25 of"),
        ({"marketing.promise": 0.7}, {"marketing.promise": 0.7},
         "Both firms promise a quality of 0.70, whatever their products deliver."),
        ({"marketing.promise": 0.7}, {}, "in ways of their own: 0.70 of the weak product and 0.90"),
        ({"marketing.overpromise": 0.3}, {}, "The firms promise in ways of their own: 0.65 of the weak product"),
        ({"product.quality": 0.8}, {}, "0.90 of the weak product and 0.90 of the strong one."),
    ],
)  # fmt: skip
def test_what_is_promised_is_one_true_sentence(weak, strong, sentence):
    assert sentence in promised(WEAK.but(weak), STRONG.but(strong))


def test_every_answer_of_a_rescue_says_what_was_promised(shown):
    answer = shared()
    said = "Each firm promises its own quality and 0.10 more"
    assert said in shown(rescue_screen.show_rescue, answer, width=300)
    assert said in rescue_page.render(answer, drawn=shared_pictures())
    assert as_json.rescue_object(answer)["promise"].startswith(said)

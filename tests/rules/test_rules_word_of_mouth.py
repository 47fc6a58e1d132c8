"""The unhappy talk more, and less kindly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import word_of_mouth

TALK = {"rate": 0.02, "sensitivity": 0.04, "negativity": 1.3}
feelings = st.floats(-2.0, 2.0)


def test_the_indifferent_talk_at_the_base_rate():
    assert word_of_mouth.message_rate(0.0, **TALK) == 0.02


@given(st.floats(0.001, 2.0))
def test_the_angry_talk_more_than_the_delighted(cx):
    angry, delighted = word_of_mouth.message_rate(-cx, **TALK), word_of_mouth.message_rate(cx, **TALK)
    assert delighted == pytest.approx(0.02 + 0.04 * cx)
    assert angry - 0.02 == pytest.approx(1.3 * (delighted - 0.02))


@given(feelings)
def test_the_share_of_praise_is_a_share(cx):
    assert 0.0 <= word_of_mouth.share_positive(cx, positivity=0.15, valence_sd=0.25) <= 1.0


def test_praise_is_about_three_times_as_frequent_among_the_indifferent():
    assert word_of_mouth.share_positive(0.0, positivity=0.15, valence_sd=0.25) == pytest.approx(0.7257468822)
    assert word_of_mouth.share_positive(-0.15, positivity=0.15, valence_sd=0.25) == 0.5


def test_those_who_left_talk_half_as_much_after_a_half_life():
    assert word_of_mouth.fading(60.0, half_life_days=60.0) == 0.5


def test_talk_tells_what_the_tellers_feel():
    assert word_of_mouth.content(-0.2, competitor_quality=0.5) == pytest.approx(0.3)


def test_a_month_of_talk_is_remembered():
    assert word_of_mouth.heard(0.02, memory_days=30.0) == pytest.approx(0.6)

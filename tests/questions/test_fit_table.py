"""A table of observations is read as it is meant, or refused with all that is wrong with it."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.questions.fit.table import read_table
from sim.questions.observed import NORMAL, TEMPLATE, error_of_share

HEAD = "measure,age_days,contacts,value,low,high,n\n"


@pytest.fixture
def read(tmp_path):
    """Give a function that reads a table from its text."""

    def reading(text):
        (tmp_path / "observed.csv").write_text(text, "utf-8")
        return read_table(tmp_path / "observed.csv", "observed.csv")

    return reading


def test_the_table_of_the_help_is_read_row_by_row(read):
    rows = read(TEMPLATE)
    assert [row.name for row in rows] == [
        "retention, 90 days", "retention, 180 days", "retention, 365 days", "churn, 0 contacts",
        "churn, 3+ contacts", "contact rate", "abandonment",
    ]  # fmt: skip
    assert [row.of for row in rows] == [2000, 2000, 2000, 900, 240, None, None]
    assert rows[5].error == pytest.approx((1.4 - 1.2) / 2 / NORMAL)
    assert rows[5].margin == pytest.approx(0.1)
    assert all(row.is_measured for row in rows)
    assert (rows[4].least_contacts, rows[4].most_contacts) == (3, None)


def test_what_is_left_out_is_a_year_of_all_known_as_well_as_firms_know_it(read):
    (row,) = read("value,measure\n0.2,churn\n")
    assert (row.age_days, row.of_all, row.is_measured, row.error, row.margin) == (365, True, False, 0.01, 0.01)


def test_a_table_of_a_spreadsheet_with_semicolons_and_decimal_commas_is_the_same_table(read):
    commas = read("measure,value,low,high,n\nchurn,0.2,0.15,0.250,\nnps,-12.5,,,\nwait,2,,,\n")
    sheet = "\ufeffmeasure;value;low;high;n\r\nchurn;0,2;0,15;0,250;\r\nnps;-12,5;;;\r\nwait;2;;;\r\n"
    assert read(sheet) == commas


def test_the_error_of_a_share_is_that_of_so_many(read):
    assert error_of_share(0.3, 10_000) == pytest.approx((0.3 * 0.7 / 10_000) ** 0.5, rel=1e-3)
    assert error_of_share(0.0, 20) > 0.03
    (row,) = read("measure,value,n\nservice level,0.8,400\n")
    assert row.error == error_of_share(0.8, 400)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "observed.csv: empty; write the names of the columns into the first line, and an"),
        (HEAD, "observed.csv:1: no observations; write one into each line below the header"),
        ("measure;value\nnps;1,234\n", "observed.csv:2: value = 1,234: a number has no sign between thousands; "
         "write 1234"),
        ("measure,value,value\n", "observed.csv:1: two columns are called 'value'; keep one of the two"),
        ("measure,age\nchurn,365\n", "observed.csv:1: no column 'value'; add it"),
        ("measure,value,ages\nchurn,0.2,9\n", "observed.csv:1: ages: not a column of a table; there are measure"),
        (HEAD + "retension,90,,0.9,,,\n", "observed.csv:2: measure = retension: not a measure that can "
         "be observed; did you mean retention?"),
        (HEAD + ",90,,0.9,,,\n", "observed.csv:2: measure: missing; there are retention, churn"),
        (HEAD + "retention,,,0.9,,,\n", "observed.csv:2: age_days: retention needs one; write the days"),
        (HEAD + "retention,0,,0.9,,,\n", "observed.csv:2: age_days = 0: must be between 1 and 3,650"),
        (HEAD + "retention,9.5,,0.9,,,\n", "observed.csv:2: age_days = 9.5: must be a whole number"),
        (HEAD + "churn,,,20,,,\n", "observed.csv:2: value = 20: must be between 0.005 and 0.95; write 0.2 for"),
        (HEAD + "churn,,,20 %,,,\n", "observed.csv:2: value = 20 %: no percent sign; write 0.2"),
        (HEAD + 'wait,,,"2,5",,,\n', "observed.csv:2: value = 2,5: decimal comma; use a point: 2.5"),
        (HEAD + "wait,,,,,,\n", "observed.csv:2: value: missing; write it with digits and a point"),
        (HEAD + "wait,,,long,,,\n", "observed.csv:2: value = long: must be a number; write it with digits"),
        (HEAD + "wait,,,2,1,,\n", "observed.csv:2: low = 1: without high; give both, or neither"),
        (HEAD + "wait,,,2,,3,\n", "observed.csv:2: high = 3: without low; give both, or neither"),
        (HEAD + "churn,,,0.2,0.1,30,\n", "observed.csv:2: high = 30: more than all; write 0.3 for 30 %"),
        (HEAD + "wait,,,2,3,4,\n", "observed.csv:2: value = 2: not between low 3 and high 4; check the three"),
        (HEAD + "wait,,,2,,,100\n", "observed.csv:2: n = 100: wait is no share of so many; give low and high"),
        (HEAD + "churn,,,0.2,,,1\n", "observed.csv:2: n = 1: must be at least 2; leave it empty"),
        (HEAD + "churn,,,0.2,0.1,0.3,90\n", "observed.csv:2: n = 90: beside low and high; give one of the two"),
        (HEAD + "churn,,many,0.2,,,\n", "observed.csv:2: contacts = many: no number of contacts; write it as"),
        (HEAD + "churn,,5-3,0.2,,,\n", "observed.csv:2: contacts = 5-3: ends before it begins; write 3-5"),
        (HEAD + "wait,,4,2,,,\n", "observed.csv:2: contacts = 4: only churn can be told by them; leave it empty"),
        (HEAD + "wait,365,,2,,,,7\n", "observed.csv:2: 8 of 7 columns; write decimals with a point"),
        (HEAD + "churn,,,0.2,,,\nchurn,365,,0.3,,,\n", "observed.csv:3: the same as line 2: churn; keep one of"),
        (HEAD + "retention,90,,0.8,,,\nretention,180,,0.9,,,\n", "observed.csv:3: retention rises from 0.8 at 90 "
         "days to 0.9 at 180; it is the share of all buyers"),
        (HEAD + "churn,,,0.2,,,\n" * 201, "observed.csv: 201 observations; give at most 200"),
    ],
)  # fmt: skip
def test_a_table_that_makes_no_sense_is_refused_with_its_line_and_what_to_do(read, text, told):
    with pytest.raises(ScenarioError) as refused:
        read(text)
    assert told in str(refused.value)


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_lines(read):
    with pytest.raises(ScenarioError) as refused:
        read(HEAD + "wait,,,2,,,\nwait,,,2,,,\nretension,,,0.9,,,\nchurn,x,3+,20,1,,5\n")
    assert [one.line for one in refused.value.complaints] == [3, 4, 5, 5, 5, 5]


def test_a_table_is_found_by_a_path_or_its_text_and_called_by_it(tmp_path):
    file = tmp_path / "observed.csv"
    file.write_text(HEAD + "retention,90,,0.9,,,\n", encoding="utf-8")
    assert read_table(str(file)) == read_table(file) == read_table(file, "observed.csv")
    with pytest.raises(ScenarioError, match=r"no such file: .*other\.csv"):
        read_table(str(tmp_path / "other.csv"))


def test_a_table_that_is_not_there_is_looked_for_by_its_name(tmp_path):
    (tmp_path / "observed.csv").write_text(TEMPLATE, "utf-8")
    with pytest.raises(ScenarioError, match=r"no such file: observd.csv; did you mean observed.csv"):
        read_table(tmp_path / "observd.csv", "observd.csv")


def test_groups_of_different_sizes_may_lie_above_one_another(read):
    assert len(read(HEAD + "retention,90,,0.8,,,50\nretention,180,,0.9,,,60\n")) == 2

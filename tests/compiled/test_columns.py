"""What columns say of single sheets: ties decided exactly, gaps kept apart from zeros, doubts settled exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import duckdb
import pytest

from kpi_es.evaluation import CapFacts, CapGroup, FactRefused, LineFacts, SheetFacts, YearFacts
from kpi_es.evaluation.compiled import (
    REFUSED,
    SheetTables,
    compile_sheets,
    facts_from_tables,
    measure,
    quantities,
    resolve_caps,
    resolve_sheets,
    resolve_years,
    rounding,
    rows_of,
    settle_sheets,
    sheet_query,
    sheet_tables,
    sql_of,
)
from kpi_es.evaluation.compiled.libraries import ibis
from kpi_es.evaluation.result import Result
from kpi_es.rulebook import RuleBook, load_rule_book
from kpi_es.rulebook.rule_set import RuleSet
from tests.compiled.comparing import put, run
from tests.evaluation.examples import line, sheet


@pytest.fixture(scope="module")
def rule_book() -> RuleBook:
    return load_rule_book()


@pytest.fixture
def decree(rule_book: RuleBook) -> RuleSet:
    return rule_book["nd335-2025"]


def scored(rule_set: RuleSet, *facts: SheetFacts, **changed: Any) -> list[dict[str, Any]]:
    """Return the rows of these sheets in their order."""
    tables = sheet_tables(rule_set, dict(enumerate(facts)))
    columns = replace(tables.columns, **changed)
    rows = run(lambda sheets, lines: compile_sheets(rule_set, sheets, lines, columns), tables.sheets, tables.lines)
    return sorted(rows, key=lambda row: int(row["sheet"]))


def test_a_sheet_exactly_on_a_threshold_is_decided_in_columns(decree: RuleSet) -> None:
    # 2.7 * 1/3 done of 2.7 assigned in each ratio: 70/3 points; 66 + 2/3 + 70/3 = 90
    third = sheet(line(coefficient="2.7", assigned=1, done="1/3"), general=Fraction(30))
    # all done: 20 + 70 = 90, and a hundredth less
    full = sheet(line(coefficient="2.7", assigned=3, done=3), general=Fraction(20))
    less = replace(full, general=Fraction(1999, 100))
    found = scored(decree, third, full, less)
    assert [row["near"] for row in found] == [False, False, False]
    assert [row["class"] for row in found] == ["HT", "HTXS", "HTT"]
    assert found[0]["total"] == pytest.approx(30 + 70 / 3, abs=1e-12)


def test_unknown_insufficient_not_applicable_and_zero_stay_four_things(decree: RuleSet, rule_book: RuleBook) -> None:
    nothing_given, no_work = sheet(line(), general=None), sheet()
    zero = sheet(line(done=0), general=Fraction(0))
    party = rule_book["nd335-2025-organisation"]
    unknown, insufficient, scored_zero = scored(decree, nothing_given, no_work, zero)
    assert (unknown["status"], unknown["class"], unknown["total"], unknown["result"]) == ("unknown", None, None, 70.0)
    assert (insufficient["status"], insufficient["total"]) == ("insufficient_data", None)
    assert (scored_zero["status"], scored_zero["class"], scored_zero["total"]) == ("scored", "KHT", 0.0)
    assert "organisation" not in decree.roles
    (other,) = scored(decree, replace(zero, role="organisation"))
    assert (other["status"], other["class"], other["general"]) == ("not_applicable", None, None)
    assert party.subject == "organisation"


def test_numbers_too_large_for_doubles_are_near_instead_of_wrong(decree: RuleSet) -> None:
    # 10**15 * 1/7 parts do not fit into 2**53 with the denominators of the ratio
    huge = sheet(line(coefficient="1/7", assigned=10**15, done=10**15), general=Fraction(20))
    (row,) = scored(decree, huge)
    assert row["near"]
    result = resolve_sheets(decree, {0: huge})[0]
    assert isinstance(result, Result)
    assert result.class_code == "HTXS"
    assert result.outputs["total"] == 90


def test_a_number_without_common_parts_leaves_its_sheet_to_the_exact_interpreter(decree: RuleSet) -> None:
    odd = sheet(line(done=Fraction(2, 37)), line(done=Fraction(1, 10**7 + 19)))
    assert [row["near"] for row in scored(decree, odd, sheet(line()))] == [True, False]


def test_more_lines_than_were_provided_for_are_near(decree: RuleSet) -> None:
    assert [row["near"] for row in scored(decree, sheet(*[line()] * 4), sheet(*[line()] * 3), most_items=3)] == [
        True,
        False,
    ]


def test_points_that_the_rule_set_refuses_are_near(decree: RuleSet) -> None:
    assert scored(decree, sheet(line(), general=Fraction(31)))[0]["near"]
    leader = {"d": Fraction(9, 10), "dd": Fraction(1), "e": Fraction(1)}
    assert scored(decree, sheet(line(), role="head", leader=leader))[0]["near"]


def test_facts_come_back_from_the_columns_as_they_went_in(decree: RuleSet) -> None:
    facts = sheet(
        line(coefficient="2.7", done="1/3", quality_failures=2, excused=frozenset({"timeliness"}), extra=True),
        role="head",
        leader={"d": Fraction(1, 2), "e": Fraction(1)},
        facts=frozenset({"degradation"}),
    )
    tables = sheet_tables(decree, {7: facts})
    back = facts_from_tables(decree, tables.sheets, tables.lines, tables.columns)[7]
    assert replace(back, lines=(replace(back.lines[0], line="T1"),)) == facts


def loaded(tables: SheetTables) -> Any:
    """Return a connection with the two tables."""
    connection = duckdb.connect()
    put(connection, "sheets", tables.sheets)
    put(connection, "lines", tables.lines)
    return connection


def test_settling_puts_exact_results_in_the_place_of_near_rows(decree: RuleSet) -> None:
    odd = LineFacts("T", Fraction(1), Fraction(1), Fraction(2, 10**7 + 19))
    facts = {
        1: sheet(line(), general=Fraction(20)),
        2: sheet(odd),
        3: sheet(line(), general=Fraction(40)),
        4: sheet(*[line()] * 500, general=Fraction(20)),
    }
    tables = sheet_tables(decree, facts)
    with loaded(tables) as connection:
        query = sheet_query(decree, connection, tables.columns, "sheets", "lines")
        connection.execute(f"CREATE TABLE scored AS {query}")
        settled = settle_sheets(decree, connection, tables.columns, "scored", "sheets", "lines", {2: facts[2]})
        rows = {row["sheet"]: row for row in rows_of(connection, "SELECT * FROM scored").to_pylist()}
    assert settled == 3
    assert {key: (row["status"], row["class"], row["near"]) for key, row in rows.items()} == {
        1: ("scored", "HTXS", False),
        2: ("scored", "KHT", False),
        3: (REFUSED, None, True),
        4: ("scored", "HTXS", False),
    }


def test_settling_asks_for_facts_that_the_columns_do_not_hold(decree: RuleSet) -> None:
    odd = LineFacts("T", Fraction(1, 10**7 + 19), Fraction(1), Fraction(1, 3))
    tables = sheet_tables(decree, {1: sheet(odd, odd), 2: sheet(line())})
    with loaded(tables) as connection:
        query = sheet_query(decree, connection, tables.columns, "sheets", "lines")
        connection.execute(f"CREATE TABLE scored AS {query}")
        with pytest.raises(KeyError):
            settle_sheets(decree, connection, tables.columns, "scored", "sheets", "lines")


def test_measured_bounds_are_those_of_the_tables(decree: RuleSet) -> None:
    tables = sheet_tables(decree, {1: sheet(line(coefficient="2.7", done=3)), 2: sheet(line(coefficient="0.4"))})
    with loaded(tables) as connection:
        columns = measure(connection, {"coefficient": 10}, "sheets", "lines")
    assert (columns.numbers["coefficient"], columns.numbers["done"]) == (
        tables.columns.numbers["coefficient"],
        tables.columns.numbers["done"],
    )


def test_a_gap_in_a_line_is_refused_since_a_sum_would_pass_over_it(decree: RuleSet) -> None:
    with loaded(sheet_tables(decree, {1: sheet(line(), line())})) as connection:
        connection.execute("UPDATE lines SET extra = NULL")
        with pytest.raises(ValueError, match="NULL in extra"):
            measure(connection, {}, "sheets", "lines")


def test_bounds_beyond_a_double_make_a_column_approximate(decree: RuleSet) -> None:
    # 20 + 70 = 90 with 2**53 + 1 of 2**53 + 1 done; as a double each is off, so nothing may be called exact
    with loaded(sheet_tables(decree, {1: sheet(line(), general=Fraction(20))})) as connection:
        connection.execute("UPDATE lines SET assigned = 9007199254740993, done = 9007199254740993")
        columns = measure(connection, {}, "sheets", "lines")
        (row,) = rows_of(connection, sheet_query(decree, connection, columns, "sheets", "lines")).to_pylist()
    assert row["near"]
    assert row["total"] == pytest.approx(90)


def test_years_and_agencies_in_doubt_are_resolved_exactly(decree: RuleSet) -> None:
    year = YearFacts("staff", (Fraction(90),) * 12)
    refused = YearFacts("staff", (Fraction(90),) * 5)
    found = resolve_years(decree, {1: year, 2: refused})
    assert isinstance(found[1], Result)
    assert found[1].class_code == "HTXS"
    assert isinstance(found[2], FactRefused)
    # one of six: 0.2 * 6 / 1.2 = 1
    scores = (Fraction(95), *[Fraction(75)] * 5)
    agency = resolve_caps(decree, {1: CapFacts((CapGroup("G", scores),))})[1]
    assert isinstance(agency, Result)
    assert agency.outputs["allowed"] == 1


@pytest.mark.parametrize("rounded", [rounding.floor, rounding.ceil, partial(rounding.round_half_away, decimals=2)])
def test_what_is_not_known_stays_unknown_when_rounded(rounded: Any) -> None:
    unknown = quantities.approximate(quantities.divide(quantities.literal(1), quantities.nothing()))
    third = quantities.approximate(quantities.literal(Fraction(1, 3)))
    with duckdb.connect() as connection:
        for number, missing in ((unknown, True), (third, False)):
            value = quantities.value_of(rounded(number, doubts=[]))
            (row,) = rows_of(connection, f"SELECT {sql_of(value.name('it'))[7:]}").to_pylist()
            assert (row["it"] is None) is missing


@pytest.mark.parametrize("calculate", [quantities.add, quantities.subtract, quantities.multiply, quantities.divide])
def test_what_has_no_value_or_the_same_bounds_on_both_sides_is_no_constant(calculate: Any) -> None:
    gap = ibis.literal(1.0).nullif(1.0)
    one = quantities.Exact(gap, 1, 1)
    with duckdb.connect() as connection:
        for unknown in (quantities.nothing(), one, quantities.approximate(one)):
            for other in (quantities.literal(1), quantities.literal(Fraction(70, 3))):
                for pair in ((unknown, other), (other, unknown)):
                    value = quantities.value_of(calculate(*pair)).name("it")
                    (row,) = rows_of(connection, f"SELECT {sql_of(value)[7:]}").to_pylist()
                    assert row["it"] is None

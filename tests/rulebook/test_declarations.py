"""The parts a rule set may declare: tables, facts, measures, roles, criteria, conditions; and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpi_es.rulebook import RuleSetError, describe_rule_set
from kpi_es.rulebook.differing import diff_rule_sets
from kpi_es.rulebook.reading import read_rule_set
from kpi_es.rulebook.rule_set import RuleSet

TEXT = (Path(__file__).parents[2] / "docs" / "examples" / "ward-example.yaml").read_text(encoding="utf-8")

CITED = """  - document: Quyết định 1/QĐ-UBND
    title: {vi: Quyết định ví dụ, en: An example decision}
    issued: 2026-01-05
"""


def refused(old: str, new: str) -> RuleSetError:
    assert TEXT.count(old) == 1, f"{old!r} is there {TEXT.count(old)} times"
    with pytest.raises(RuleSetError) as error:
        read_rule_set(TEXT.replace(old, new), "ward.yaml")
    assert error.value.vi
    return error.value


@pytest.fixture(scope="module")
def ward() -> RuleSet:
    return read_rule_set(TEXT, "ward.yaml")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        # tables
        (
            "      - {up_to: 3, value: 80%}\n",
            "      - {up_to: 6, value: 80%}\n",
            "tables.lateness_kept.rows.3.up_to",
            "the row up_to 5 stands below 6; rows with from go from high to low, rows with up_to from low to high",
        ),
        (
            "      - {from: 3, value: 6}\n",
            "      - {from: 5, value: 6}\n",
            "tables.star_points.rows.2.from",
            "the same limit 5",
        ),
        (
            "      - {from: 3, value: 6}\n",
            "      - {up_to: 3, value: 6}\n",
            "tables.star_points.rows.2.up_to",
            "allowed: from, source, value",
        ),
        (
            "      - {is: urgent, value: 3}\n",
            "      - {from: 1, value: 3}\n",
            "tables.priority_weight.rows.1",
            "needs the key is",
        ),
        (
            "      - {up_to: 0, value: 100%}\n",
            "      - {up_to: 0, value: a_from}\n",
            "tables.lateness_kept.rows.1.value",
            "the formula gives points, but its unit should be a share",
        ),
        (
            "lookup(priority_weight, priority)",
            "lookup(priority_wieght, priority)",
            "lines.weight.formula",
            "did you mean priority_weight?",
        ),
        (
            "lookup(priority_weight, priority)",
            "lookup(priority_weight, stars)",
            "lines.weight.formula",
            "expected a number, this is a word",
        ),
        (
            "      - {is: urgent, value: 3}\n",
            "      - {is: soon, value: 3}\n",
            "lines.weight.formula",
            "'soon' is no choice here",
        ),
        (
            "lookup(star_points, stars)",
            "lookup(star_points, lookup(star_points, lookup(star_points, stars)))",
            "lines.line_points.formula",
            "at most 2 lookups",
        ),
        ("lookup(lateness_kept, days_late)", "1", "tables.lateness_kept", "no formula uses the table lateness_kept"),
        # facts, measures, roles
        ("        when: plan_approved\n", "        when: true\n", "facts.plan_approved", "no formula uses the fact"),
        (
            "    when: absent_too_long\n",
            "    when: absent_to_long\n",
            "statuses.1.when",
            "did you mean absent_too_long",
        ),
        ("    unit: count\n    at_least: 0\n", "    at_least: 0\n", "measures.stars.unit", "missing key 'unit'"),
        (
            "    choices: [urgent, important, normal]\n    when_missing: normal\n",
            "    choices: [urgent, important, normal]\n    when_missing: nomal\n",
            "measures.priority.when_missing",
            "did you mean normal",
        ),
        (
            "  head:\n    title: {vi: Trưởng phòng",
            "  boss:\n    title: {vi: Trưởng phòng",
            "roles.boss",
            "unknown role 'boss'",
        ),
        (
            "      roles: [contract]\n",
            "      roles: [contract, head]\n",
            "general_criteria.tables.2.roles",
            "head has a table already",
        ),
        (
            "              step: 0.5\n",
            "              step: 0\n",
            "general_criteria.tables.1.groups.1.criteria.2.step",
            "above 0",
        ),
        # classes
        ("    when_not_met: b_not_met\n", "    when_not_met: A\n", "classes.2.when_not_met", "unexpected word 'A'"),
        (
            "      D: {vi: xuống thẳng loại D",
            "      A: {vi: xuống thẳng loại D",
            "classes.2.when_not_met",
            "has the choice 'A'",
        ),
        ("    when_not_met: b_not_met\n", "", "classes.2", "conditions and when_not_met go together"),
        (
            "        at: [sheet, year]\n",
            "        at: [sheet, quarter]\n",
            "classes.1.conditions.3.at.2",
            "this rule set has no quarter",
        ),
        ("        at: [sheet, year]\n", "        at: []\n", "classes.1.conditions.3.at", "at least one place"),
        (
            "when: count(done < assigned) == 0",
            "when: count(done < assigned)",
            "classes.1.conditions.1.when",
            "expected true or false",
        ),
        (
            "(share(done > assigned) otherwise 0) >= exceeding_needed",
            "share(done > assigned) >= exceeding_needed",
            "classes.1.conditions.2.when",
            "share divides by the number of lines",
        ),
        ("    starts: 50\n", "", "classes", "only the last, lowest class has no starts and no conditions"),
        ("    class: C\n", "    class: E\n", "overrides.2.class", "unexpected word 'E'"),
        (
            "    at: [sheet]\n    when: count(done == 0) > 1\n",
            "    when: count(done == 0) > 1\n",
            "overrides.2.at",
            "missing key 'at'",
        ),
        (
            "      - {code: B, source: Điều 8.2}\n",
            "      - {code: B, when: true, source: Điều 8.2}\n",
            "periods.year.classes.3.when",
            "unknown key 'when'",
        ),
        (
            "entry_class == 'D') >= 2",
            "entry_class == 'F') >= 2",
            "periods.year.classes.2.when",
            "'F' is no choice here",
        ),
        # names
        (
            "formula: sum(line_points)\n",
            "formula: result\n",
            "sums.points_total.formula",
            "result is defined further down; move it up",
        ),
        (
            "    starts: a_from\n",
            "",
            "periods.year.classes.1.when",
            "unknown name 'entry_class'",
        ),
        # units, citations, values
        (
            "    formula: general + result\n",
            "    formula: general + result_ratio\n",
            "points.total.formula",
            "can not put together points and a share",
        ),
        ("    source: Điều 7\n\ntables", "\ntables", "parameters.cap_share.source", "missing key 'source'; add it"),
        (
            CITED,
            "  []\n",
            "citations",
            "at least one document",
        ),
        (
            "    value: 2\n    source: Điều 8\n",
            "    value: 2.5\n    source: Điều 8\n",
            "parameters.years_good.value",
            "whole number",
        ),
        # over-fulfilment
        ("  allowed: true\n", "  allowed: maybe\n", "over_fulfilment.allowed", "unexpected word 'maybe'"),
        ("  allowed: true\n", "", "over_fulfilment.allowed", "missing key 'allowed'; add it"),
        ("  source: Điều 4.5\n", "", "over_fulfilment.source", "missing key 'source'; add it"),
        (
            "  source: Điều 4.5\n",
            "  source: Điều 4.5\n  silent: true\n",
            "over_fulfilment",
            "silent: true and why (the reason) go together",
        ),
        ("  period: month\n", "  period: monthly\n", "cap.period", "did you mean month"),
        (
            "    unit: points\n    formula: old_bonus\n",
            "    unit: word\n    formula: old_bonus\n",
            "points.bonus.unit",
            "unexpected word 'word'",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_at_its_key(old: str, new: str, key: str, message: str) -> None:
    error = refused(old, new)
    assert message in error.en
    assert error.key == key


def test_too_many_names_are_refused() -> None:
    one = "    title: {vi: x, en: x}\n    unit: share\n    formula: '1'\n    source: x\n"
    many = "".join(f"  name{number}:\n{one}" for number in range(251))
    assert "more than 250 names" in refused("\nsums:\n", f"\nsums:\n{many}").en


def test_a_group_that_a_later_law_took_out_is_abolished_and_not_inapplicable(ward: RuleSet) -> None:
    assert ward.standing(date(2026, 6, 30), "contract_worker") == "in_force"
    assert ward.standing(date(2026, 7, 1), "contract_worker") == "abolished"
    assert ward.standing(date(2026, 7, 1), "civil_servant") == "in_force"
    assert ward.standing(date(2026, 7, 1), "cadre") == "not_applicable"
    assert ward.standing(date(2026, 1, 31), "civil_servant") == "not_yet"


def test_each_role_has_its_general_criteria(ward: RuleSet) -> None:
    head, contract = ward.general_for("head"), ward.general_for("contract")
    assert head is not None
    assert contract is not None
    assert [head.maximum, contract.maximum] == [20, 10]
    assert ward.general_for("deputy") is None


BEYOND = "over_fulfilment:\n  allowed: true\n  source: Điều 4.5\n"


@pytest.mark.parametrize(
    ("section", "allowed"), [(BEYOND, True), (BEYOND.replace("true", "false"), False), ("", False)]
)
def test_more_may_be_done_than_was_assigned_only_where_the_rule_set_says_so(section: str, allowed: bool) -> None:
    assert TEXT.count(BEYOND) == 1
    rule_set = read_rule_set(TEXT.replace(BEYOND, section), "ward.yaml")
    assert rule_set.allows_over_fulfilment is allowed
    assert (rule_set.over_fulfilment is None) == (not section)


@pytest.mark.parametrize(
    ("lang", "heading", "words", "silent"),
    [
        (
            "vi",
            "Làm vượt số lượng được giao",
            "Được nộp quá số lượng giao: có (Điều 4.5)",
            "bộ quy tắc chọn vì: suy ra",
        ),
        ("en", "Doing more than was assigned", "More may be handed in than was assigned: yes (Điều 4.5)", "inferred"),
    ],
)
def test_over_fulfilment_is_told_in_words(ward: RuleSet, lang: str, heading: str, words: str, silent: str) -> None:
    lines = [line.text for line in describe_rule_set(ward, lang)]
    assert lines[lines.index(heading) + 1] == words
    inferred = BEYOND + "  silent: true\n  why: {vi: suy ra, en: inferred}\n"
    changed = read_rule_set(TEXT.replace(BEYOND, inferred), "ward.yaml")
    described = [line.text for line in describe_rule_set(changed, lang)]
    assert silent in described[described.index(words) + 1]
    without = read_rule_set(TEXT.replace(BEYOND, ""), "ward.yaml")
    assert heading not in [line.text for line in describe_rule_set(without, lang)]
    forbidden = read_rule_set(TEXT.replace(BEYOND, BEYOND.replace("true", "false")), "ward.yaml")
    differences = [line.text for line in diff_rule_sets(ward, forbidden, lang)]
    assert differences[0] == heading
    assert differences[1].endswith("true → false")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_declared_is_described(ward: RuleSet, lang: str) -> None:
    text = "\n".join(line.text for line in describe_rule_set(ward, lang))
    named = [*ward.parameters, *ward.tables, *(f.name for f in ward.facts), *(m.name for m in ward.sheet.measures)]
    assert all(f"[{name}]" in text for name in (*named, "staff", "head", "contract"))
    conditions = [condition for level in ward.classes for condition in level.conditions]
    assert all(condition.title.in_language(lang) in text for condition in conditions)
    assert ("đã bãi bỏ" if lang == "vi" else "abolished") in text

"""What people who know the law and no program write by mistake, and what they are told to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_es.rulebook import RuleSetError
from kpi_es.rulebook.reading import read_rule_set

TEXT = (Path(__file__).parents[2] / "docs" / "examples" / "ward-example.yaml").read_text(encoding="utf-8")
CAP = "    unit: share\n    value: 20%\n"
MAXIMUM = "    unit: points\n    value: 80\n"
A_FROM = "    value: 90\n"
TOTAL = "formula: general + result\n"


def written(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def refused(*changes: tuple[str, str]) -> RuleSetError:
    with pytest.raises(RuleSetError) as error:
        read_rule_set(written(*changes), "ward.yaml")
    return error.value


@pytest.mark.parametrize(
    ("old", "new", "key", "vi", "en"),
    [
        # percent
        (CAP, CAP.replace("20%", "20"), "parameters.cap_share.value", "hãy viết 20%", "write 20%"),
        (CAP, CAP.replace("20%", "1.1"), "parameters.cap_share.value", "hãy viết 1.1%", "needs the % as well"),
        ("value: 80%}", "value: 80}", "tables.lateness_kept.rows.2.value", "hãy viết 80%", "write 80%"),
        (
            "otherwise 0) >= exceeding_needed",
            "otherwise 0) >= 30",
            "classes.1.conditions.2.when",
            "hãy viết 30%",
            "write 30%",
        ),
        ("formula: (a + d) / 2", "formula: 30", "results.result_ratio.by_role.head.formula", "viết 30%", "write 30%"),
        (CAP, CAP.replace("share", "percent"), "parameters.cap_share.unit", "hãy viết share", "write share"),
        (MAXIMUM, MAXIMUM.replace("80", "80%"), "parameters.result_maximum.value", "dấu % chỉ", "% needs unit: share"),
        # units and numbers
        (MAXIMUM, MAXIMUM.replace("points", "điểm"), "parameters.result_maximum.unit", "viết points", "write points"),
        ("input: days", "input: ngày", "tables.lateness_kept.input", "hãy viết days", "write days"),
        (A_FROM, "    value: 90,5\n", "parameters.a_from.value", "dùng dấu chấm: 90.5", "use a point: 90.5"),
        ("starts: 50", "starts: 50,5", "classes.3.starts", "viết với dấu chấm: 50.5", "with a point: 50.5"),
        # days
        ("2026-02-01\nvalid", "2026-02-30\nvalid", "valid_from", "lịch không có ngày", "no day 2026-02-30 in the cal"),
        ("2026-02-01\nvalid", "1/2/2026\nvalid", "valid_from", "viết như 2026-01-31", "write the day like 2026-01-31"),
        ("valid_until: null", "valid_until: 2026-01-01", "valid_until", "đứng trước valid_from", "before valid_from"),
        ("until: 2026-06-30", "until: 2025-06-30", "applies_to.2.until", "đứng trước valid_from", "before valid_from"),
        # thresholds, ids
        ("starts: 50", "starts: -50", "classes.3.starts", "C bắt đầu từ -50 điểm", "C starts at -50 points"),
        ("starts: 50", "starts: 70", "classes.3.starts", "C (70) đứng dưới B (70)", "C (70) stands below B (70)"),
        ("id: ward-example", "id: ../../x y", "id", "ví dụ an-binh-45-2026", "such as an-binh-45-2026"),
        ("id: ward-example", "id: Phường", "id", "không dấu", "lower case letters"),
        # names
        (
            "      - {up_to: 5, value: 60%}\n      - {value: 0}\n",
            "      - {up_to: 5, value: 60%}\n",
            "tables.lateness_kept.rows.3",
            "hãy thêm một dòng cuối - {value: ...}",
            "add a last row - {value: ...}",
        ),
        (
            "    title: {vi: Xuất sắc, en: Excellent}",
            "    title: Xuất sắc",
            "classes.1.title",
            'hãy viết {vi: "Xuất sắc", en: "..."}',
            'write {vi: "Xuất sắc", en: "..."}',
        ),
        # signs of formulas
        (TOTAL, "formula: general + 0 * result × 2\n", "points.total.formula", "hãy viết *", "in a formula write *"),
        (TOTAL, "formula: min(general; result)\n", "points.total.formula", "hãy viết ,", "in a formula write ,"),
        ("when: plan_approved\n", "when: plan_approved AND true\n", "classes.1.conditions.3.when", "and", "write and"),
        ("when: plan_approved\n", "when: plan_approved và true\n", "classes.1.conditions.3.when", "and", "'và' is not"),
        ("when: plan_approved\n", "when: không plan_approved\n", "classes.1.conditions.3.when", "not", "write not"),
        ("when: weight_total == 0", "when: weight_total = 0", "statuses.2.when", "viết ==", "in a formula write =="),
        ("when: weight_total == 0", "when: weight_total ≤ 0", "statuses.2.when", "viết <=", "in a formula write <="),
        ("when: weight_total == 0", "when: weight_total <= 0,5", "statuses.2.when", "0.5", "with a point: 0.5"),
        # what a longer period does not have
        (
            "        when: plan_approved\n",
            "        when: (share(done > assigned) otherwise 0) >= 30%\n",
            "classes.1.conditions.3.when",
            "done là của phiếu",
            "done belongs to a sheet and does not exist at a longer period; there one may use: entry_class, score",
        ),
        (
            "        when: plan_approved\n",
            "        when: plan_approved and weight_total > 0\n",
            "classes.1.conditions.3.when",
            "weight_total là của phiếu",
            "weight_total belongs to a sheet",
        ),
    ],
)
def test_a_slip_is_told_with_its_place_and_what_to_write(old: str, new: str, key: str, vi: str, en: str) -> None:
    error = refused((old, new))
    assert (error.file, error.key) == ("ward.yaml", key)
    assert vi in error.vi
    assert en in error.en


@pytest.mark.parametrize(
    ("old", "new", "line_of", "key", "vi", "en"),
    [
        (
            "    source: Điều 4.2\n  a_from:",
            "   source: Điều 4.2\n  a_from:",
            "   source: Điều 4.2\n  a_from",
            "parameters",
            "phải thẳng cột",
            "did not find expected key",
        ),
        (A_FROM, "    value 90\n", "    source: Điều 6.1\n", "parameters.a_from", "mỗi khóa cần dấu hai chấm", "colon"),
        (
            "en: Discipline}",
            "en: Discipline",
            "",
            "general_criteria.tables.1.groups.1.title",
            "chưa được đóng",
            "closed",
        ),
        (A_FROM, "\tvalue: 90\n", "\tvalue", "parameters.a_from.unit", "không dùng phím Tab", "not with tabs"),
        ("title: {vi: Xuất", 'title: {vi: "Xuất', "", "classes.1.title.vi", "dấu nháy chưa được đóng", "not closed"),
    ],
)
def test_a_text_that_is_no_yaml_is_told_in_both_languages_with_the_last_key(
    old: str, new: str, line_of: str, key: str, vi: str, en: str
) -> None:
    text = TEXT.replace(old, new, 1)
    with pytest.raises(RuleSetError) as refusal:
        read_rule_set(text, "ward.yaml")
    error = refusal.value
    assert error.key == key
    assert vi in error.vi
    assert en in error.en
    assert not line_of or error.line == text[: text.index(line_of)].count("\n") + 1


def test_a_share_above_the_whole_stays_possible_in_percent() -> None:
    rules = read_rule_set(written((CAP, CAP.replace("20%", "110%"))), "ward.yaml")
    assert rules.parameters["cap_share"].value * 10 == 11  # type: ignore[operator]  # 110 % = 11/10


def test_a_class_above_the_most_points_there_are_is_refused() -> None:
    capped = ("formula: general + result\n", "formula: min(100, general + result)\n")
    error = refused(capped, (A_FROM, "    value: 120\n"))
    assert "the class A starts at 120 points but the formulas give 100 at most" in error.en
    assert error.key == "classes.1.starts"
    # without min(...) the ratio of points may pass 1, so nothing is known to be too high
    assert read_rule_set(written((A_FROM, "    value: 120\n")), "ward.yaml").classes[0].starts == 120


def test_several_independent_mistakes_are_told_in_one_run() -> None:
    error = refused(
        ("checked_on: 2026-11-23", "checked_on: 23/11/2026"),
        (CAP, CAP.replace("20%", "20")),
        ("    value: 80\n    source: Điều 3\n", "    valeu: 80\n    source: Điều 3\n"),
        ("    choices: [urgent, important, normal]\n", "    choice: [urgent, important, normal]\n"),
    )
    keys = ["checked_on", "parameters.result_maximum.valeu", "parameters.cap_share.value", "measures.priority.choice"]
    assert [each.key for each in error.every] == keys


def test_every_wrong_formula_of_a_section_is_told() -> None:
    error = refused(
        ("lookup(priority_weight, priority)", "lookup(priority_weight, prioriti)"),
        ("lookup(star_points, stars) * kept * weight", "lookup(star_points, star) * kept * weight"),
    )
    assert [each.key for each in error.every] == ["lines.weight.formula", "lines.line_points.formula"]


def test_unknown_and_missing_keys_are_told_together_and_a_misspelt_one_only_once() -> None:
    error = refused(("id: ward-example\n", ""), ("subject: person", "subjekt: person"), ("checked_on", "chekced_on"))
    assert [each.key for each in error.every] == ["subjekt", "chekced_on", "id"]


def test_a_misspelt_fact_is_told_where_it_is_misspelt_and_not_as_an_unused_one() -> None:
    error = refused(
        ("        when: plan_approved\n", "        when: true\n"), ("fact: duty_discipline", "fact: plan_aproved")
    )
    assert error.key == "overrides.1.fact"
    assert "did you mean plan_approved?" in error.en


def test_a_case_file_is_told_from_a_rule_set() -> None:
    with pytest.raises(RuleSetError, match="try a case file with kpi rules check"):
        read_rule_set("- case: one\n", "cases.yaml")

"""Rule set files: what a wrong one is refused for, and in which words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kpi_es.rulebook import RuleBook, RuleSetError, UnknownRuleSet, describe_rule_set, load_rule_book
from kpi_es.rulebook.reading import read_rule_set


def refused(text: str) -> RuleSetError:
    with pytest.raises(RuleSetError) as error:
        read_rule_set(text, "draft.yaml")
    assert error.value.vi
    assert error.value.file == "draft.yaml"
    return error.value


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


TOTAL = "    formula: general + result\n"


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("checked_on:", "chekced_on:", "chekced_on", "unknown key 'chekced_on'; did you mean checked_on?"),
        ("checked_on: 2026-11-23\n", "", "checked_on", "missing key 'checked_on'; add it"),
        ("checked_on: 2026-11-23", "checked_on: 23/11/2026", "checked_on", "write the day like 2026-01-31"),
        (
            TOTAL,
            "    formula: general + reslt\n",
            "points.total.formula",
            "unknown name 'reslt'; did you mean result",
        ),
        (
            TOTAL,
            "    formula: general + total\n",
            "points.total",
            "formulas refer in a circle: total → total",
        ),
        (
            TOTAL,
            "    formula: general.__class__\n",
            "points.total.formula",
            "'general.__class__' is not understood",
        ),
        (TOTAL, "    formula: general + 1e400\n", "points.total.formula", "'1e400' is not understood"),
        (TOTAL, f"    formula: general + {'9' * 40}\n", "points.total.formula", "longer than 18 digits"),
        (
            TOTAL,
            f"    formula: {'(' * 40}general{')' * 40}\n",
            "points.total.formula",
            "nested deeper than 24",
        ),
        (
            TOTAL,
            "    formula: result / general\n",
            "points.total.formula",
            "this may divide by zero; add 'otherwise'",
        ),
        (TOTAL, "    formula: general + d\n    formula: d\n", "", "key 'formula' is there twice"),
        (
            "    value: 70\n    source: Điều 12.3",
            "    value: 7e1\n    source: Điều 12.3",
            "parameters.result_maximum.value",
            "is not a number",
        ),
        (
            "    value: 70\n    source: Điều 12.3",
            "    value: .nan\n    source: Điều 12.3",
            "parameters.result_maximum.value",
            "is not a number",
        ),
        (
            "    value: occurrence",
            "    value: ocurrence",
            "parameters.lateness_unit.value",
            "did you mean occurrence?",
        ),
        (
            "    source: Điều 20.1\n  good_from",
            '    source: ""\n  good_from',
            "parameters.excellent_from.source",
            "must be a text",
        ),
        (
            "    silent: true\n    why:\n      vi: Chỉ",
            "    why:\n      vi: Chỉ",
            "parameters.display_decimals",
            "silent: true and why",
        ),
        (
            "  maximum: 30",
            "  maximum: 31",
            "general_criteria.maximum",
            "the maxima below add up to 30, not 31",
        ),
        (
            "starts: good_from",
            "starts: excellent_from",
            "classes.2.starts",
            "the class HTT (90) stands below HTXS (90) and must start at fewer points",
        ),
        (
            "allowed: leader_allowed_values",
            "allowed: cap_share",
            "leader_items.allowed",
            "name a parameter of unit shares",
        ),
        (
            "decimals: display_decimals",
            "decimals: 2",
            "parameters.display_decimals",
            "no formula uses the parameter",
        ),
        ("  total:\n", "  totals:\n", "points", "the result 'total' is missing"),
        (
            "  - fact: degradation",
            "  - fact: degradation\n    clas: KHT",
            "overrides.1.clas",
            "did you mean class?",
        ),
        (
            "roles: [head, deputy]\n  allowed",
            "roles: [head, deputi]\n  allowed",
            "leader_items.roles.2",
            "did you mean deputy?",
        ),
        ("valid_until: null", "valid_until: &x null", "", "YAML & and * are not allowed"),
        ("valid_until: null", "valid_until: !!python/none null", "", "YAML tags (!) are not allowed"),
    ],
)
def test_a_wrong_rule_set_is_refused_with_its_key_and_what_to_write(
    decree_text: str, old: str, new: str, key: str, message: str
) -> None:
    error = refused(changed(decree_text, old, new))
    assert message in error.en
    assert error.key == key


def test_an_error_names_file_and_line(decree_text: str) -> None:
    line = decree_text[: decree_text.index("checked_on:")].count("\n") + 1
    error = refused(decree_text.replace("checked_on:", "chekced_on:"))
    assert str(error).startswith(f"draft.yaml:{line}: chekced_on: khóa lạ")


def test_a_circle_over_two_formulas_is_named(decree_text: str) -> None:
    text = changed(decree_text, "formula: sum(converted_done)", "formula: quality_total")
    text = changed(text, "formula: sum(quality_credit)", "formula: completed_total")
    assert "completed_total → quality_total → completed_total" in refused(text).en


def test_a_name_defined_further_down_is_told_to_move_up(decree_text: str) -> None:
    text = changed(decree_text, "formula: sum(converted_done)", "formula: timeliness_total")
    assert "timeliness_total is defined further down; move it up" in refused(text).en


def test_a_text_with_a_comma_is_told_to_be_quoted(decree_text: str) -> None:
    text = changed(decree_text, "title: {vi: Tổng điểm, en", "title: {vi: Tổng, điểm, en")
    assert "put a text with a comma in double quotes" in refused(text).en


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("- just a list", "must be a mapping"),
        ("id: [", "not readable as YAML"),
        ("a: 1\n---\nb: 2", "only one document"),
        ("? [a]\n: b", "a key must be a text"),
        ("a: " + "[" * 5000, "nested deeper than 16 levels"),
        ("x" * 2_000_001, "longer than 2000000 characters"),
    ],
)
def test_what_is_no_rule_set_at_all_is_refused(text: str, message: str) -> None:
    assert message in refused(text).en


def test_a_hostile_key_does_not_become_a_hostile_message(decree_text: str) -> None:
    assert len(str(refused(f"{'x' * 100_000}: 1\n" + decree_text))) < 1_000


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    started = time.perf_counter()
    assert "YAML & and * are not allowed" in refused(bomb).en
    assert time.perf_counter() - started < 1


def test_numbers_are_read_as_written_and_never_as_binary_floats(decree_text: str) -> None:
    text = changed(decree_text, "value: 90", "value: 0.1").replace(
        "value: 70\n    source: Điều 20.2", "value: 0.01\n    source: Điều 20.2"
    )
    text = changed(text, "value: 50", "value: 0.001")  # fmt: skip
    starts = [level.starts for level in read_rule_set(text, "draft.yaml").classes]
    assert [str(start) for start in starts] == ["1/10", "1/100", "1/1000", "None"]


def test_comments_and_layout_do_not_change_the_hash_but_a_value_does(decree_text: str) -> None:
    original = read_rule_set(decree_text, "a").hash
    assert read_rule_set("# another comment\n" + decree_text, "b").hash == original
    assert read_rule_set(changed(decree_text, "value: 90", "value: 91"), "c").hash != original


def test_the_packaged_rule_sets_are_found_by_id(rule_book: RuleBook) -> None:
    assert {"nd335-2025", "nd335-2025-handbook"} <= set(rule_book)
    assert rule_book.get("nd335-2025").class_codes == ("HTXS", "HTT", "HT", "KHT")


def test_each_class_cites_its_clause_of_article_20(rule_book: RuleBook) -> None:
    for rule_set in (rule_book["nd335-2025"], rule_book["nd335-2025-handbook"]):
        cited = [(level.code, level.source) for level in rule_set.classes]
        assert cited == [("HTXS", "Điều 20.1"), ("HTT", "Điều 20.2"), ("HT", "Điều 20.3"), ("KHT", "Điều 20.4a")]


def test_an_unknown_id_names_the_nearest(rule_book: RuleBook) -> None:
    with pytest.raises(UnknownRuleSet, match="nearest: nd335-2025"):
        rule_book["nd335-2052"]


def test_an_extra_file_joins_the_book_and_a_second_one_with_its_id_is_refused(decree_text: str, tmp_path: Path) -> None:
    path = tmp_path / "phường.yaml"
    path.write_text(changed(decree_text, "id: nd335-2025\n", "id: ward-2026\n"), encoding="utf-8")
    assert "ward-2026" in load_rule_book([path])
    with pytest.raises(RuleSetError, match="already in"):
        load_rule_book([path, path])


@pytest.mark.parametrize(
    ("content", "message"), [(b"\xff\xfe\x00", "the file is no UTF-8 text"), (None, "the file does not exist")]
)
def test_a_file_that_can_not_be_read_is_refused(content: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RuleSetError, match=message):
        load_rule_book([path])
    with pytest.raises(RuleSetError, match="this is a folder"):
        load_rule_book([tmp_path])


def test_a_rule_set_says_when_and_to_whom_it_applies(rule_book: RuleBook) -> None:
    decree = rule_book["nd335-2025"]
    assert decree.covers(decree.valid_from, "civil_servant")
    assert not decree.covers(decree.valid_from, "cadre")
    assert not decree.covers(decree.valid_from.replace(year=2025), "civil_servant")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_description_names_every_parameter_formula_and_class(rule_book: RuleBook, lang: str) -> None:
    for rule_set in rule_book.values():
        text = "\n".join(line.text for line in describe_rule_set(rule_set, lang))
        assert all(f"[{name}]" in text for name in rule_set.parameters)
        assert all(f"[{definition.name}]" in text for definition in rule_set.definitions())
        assert all(level.title.in_language(lang) in text for level in rule_set.classes)


def test_a_description_says_where_the_law_is_silent(rule_book: RuleBook) -> None:
    text = [line.text for line in describe_rule_set(rule_book["nd335-2025"], "vi")]
    assert "văn bản không nói, bộ quy tắc chọn vì: Tháng không được chấm không phải là tháng 0 điểm." in text
    assert "    II.1".strip() + " Năng lực chuyên môn theo vị trí việc làm: 2,5" in text

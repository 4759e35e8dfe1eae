"""Overlays: a rule set as another one and small named changes, flattened and hashed as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_es.rulebook import RuleSetError, describe_rule_set
from kpi_es.rulebook.book import packaged_sources
from kpi_es.rulebook.differing import diff_rule_sets
from kpi_es.rulebook.overlays import Source
from kpi_es.rulebook.reading import read_rule_set
from kpi_es.rulebook.rule_set import RuleSet

DECREE = packaged_sources()["nd335-2025"]
HEAD = """
id: ward-2026
title: {vi: Phường, en: Ward}
based_on: nd335-2025
changes:
"""
CHANGE = """
  - change: %s
    title: {vi: Thử, en: A trial}
    source: Quyết định 1
    at: %s
    %s
"""


def overlay(*changes: tuple[str, str], head: str = HEAD, sources: dict[str, Source] | None = None) -> RuleSet:
    text = head + "".join(CHANGE % (f"change-{n}", at, verb) for n, (at, verb) in enumerate(changes, 1))
    return read_rule_set(text, "ward.yaml", sources or {"nd335-2025": DECREE})


def refused(*changes: tuple[str, str], head: str = HEAD, sources: dict[str, Source] | None = None) -> RuleSetError:
    with pytest.raises(RuleSetError) as error:
        overlay(*changes, head=head, sources=sources)
    return error.value


def test_changes_are_made_in_order_and_everything_else_stays() -> None:
    ward = overlay(
        ("parameters.excellent_from.value", "set: 95"),
        ("parameters.excellent_from.value", "set: 92"),
        ("classes.HTT.title.en", "set: Well done"),
        ("overrides.unit_corruption", "remove: true"),
        ("notes.end", "add: {vi: Mới, en: New}"),
    )
    decree = read_rule_set(DECREE.text, "nd335.yaml")
    assert ward.classes[0].starts == 92
    assert [ward.classes[1].title.en, ward.classes[1].starts] == ["Well done", 70]
    assert ward.known_facts == decree.known_facts - {"unit_corruption"}
    assert ward.notes == (*decree.notes, ward.notes[-1])
    assert (ward.id, ward.based_on) == ("ward-2026", "nd335-2025")
    assert [change.at for change in ward.changes][:1] == ["parameters.excellent_from.value"]


def test_an_item_is_replaced_or_set_before_another_and_a_name_is_added() -> None:
    ward = overlay(
        ("leader_items.roles.deputy", "set: staff"),
        ("periods.year.entries.12", "add: 2"),
        ("parameters.lateness_unit.choices.half_day", "add: {vi: mỗi nửa ngày, en: each half day}"),
        (
            "overrides.duty_discipline",
            "add: {fact: forgery, title: {vi: Giả mạo, en: Forgery}, class: KHT, source: Quyết định 1}",
        ),
    )
    assert ward.leader_items.roles == {"head", "staff"}
    assert ward.periods["year"].entries == (2, 12, 4)
    assert list(ward.parameters["lateness_unit"].choices) == ["occurrence", "calendar_day", "half_day"]
    assert [each.fact for each in ward.overrides][:3] == ["degradation", "forgery", "duty_discipline"]


@pytest.mark.parametrize(
    ("changes", "head", "sources", "message"),
    [
        (201, HEAD, {}, "more than 200 changes"),
        (1, HEAD, {"nd335-2025": Source("[]", "list.yaml")}, "must be a mapping"),
    ],
)
def test_an_overlay_too_long_or_of_no_rule_set_is_refused(
    changes: int, head: str, sources: dict[str, Source], message: str
) -> None:
    assert message in refused(*[("notes.end", "add: {vi: a, en: b}")] * changes, head=head, sources=sources).en


def test_the_hash_covers_the_flattened_content() -> None:
    ward = overlay(("parameters.excellent_from.value", "set: 92"))
    written_out = DECREE.text.replace("id: nd335-2025\n", "id: ward-2026\n").replace(
        "    value: 90\n    source: Điều 20.1", "    value: 92\n    source: Quyết định 1; thay / replaces Điều 20.1"
    )
    for old, new in (
        ("Nghị định 335/2025/NĐ-CP, theo đúng lời văn", "Phường"),
        ("Decree 335/2025/ND-CP, by its own wording", "Ward"),
    ):
        assert written_out.count(old) == 1
        written_out = written_out.replace(old, new)
    assert ward.hash == read_rule_set(written_out, "full.yaml").hash


def test_an_overlay_of_an_overlay_keeps_all_changes() -> None:
    first = HEAD + CHANGE % ("stricter", "parameters.excellent_from.value", "set: 92")
    second = HEAD.replace("id: ward-2026", "id: office").replace("based_on: nd335-2025", "based_on: ward-2026")
    sources = {"nd335-2025": DECREE, "ward-2026": Source(first, "ward.yaml")}
    office = overlay(("parameters.good_from.value", "set: 75"), head=second, sources=sources)
    assert [level.starts for level in office.classes] == [92, 75, 50, None]
    assert [change.change for change in office.changes] == ["stricter", "change-1"]


@pytest.mark.parametrize(
    ("at", "verb", "message"),
    [
        ("parameters.excelent_from.value", "set: 92", "no 'excelent_from' there; did you mean excellent_from"),
        ("parameters.excellent_from.valeu", "set: 92", "did you mean value"),
        ("parameters.excellent_from.value", "add: 92", "there already; replace it with set"),
        ("parameters.excellent_from.value.deeper", "set: 92", "there is no 'deeper' there"),
        ("classes.HTTT.starts", "set: 92", "did you mean HTT"),
        ("classes.HTT", "remove: false", "write remove: true"),
        ("classes.HTT", "set: 1\n    remove: true", "exactly one of: set, add, remove"),
        ("classes.HTT", "reset: 1", "unknown key 'reset'; did you mean set"),
        ("classes.HTT", "sett: 1", "unknown key 'sett'; did you mean set"),
    ],
)
def test_a_change_that_has_no_place_is_refused(at: str, verb: str, message: str) -> None:
    assert message in refused((at, verb)).en


def test_an_error_in_a_change_names_the_overlay_and_one_in_the_base_names_the_base() -> None:
    error = refused(("parameters.excellent_from.value", "set: many"))
    assert (error.file, error.key) == ("ward.yaml", "parameters.excellent_from.value")
    error = refused(("parameters.display_decimals", "remove: true"))
    assert error.file == "nd335-2025.yaml"
    assert "unknown name 'display_decimals'" in error.en
    assert "(met with the changes of ward.yaml)" in error.en


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("95", "the class HTT (95) stands below HTXS (90)"),
        ("40", "the class HT (50) stands below HTT (40)"),
        ("-1", "the class HTT starts at -1 points"),
        ("20%", "% needs unit: share"),
    ],
)
def test_a_threshold_that_does_not_fit_is_blamed_on_the_change_that_set_it(value: str, message: str) -> None:
    error = refused(
        ("parameters.excellent_from.title.en", "set: A title"), ("parameters.good_from.value", f"set: {value}")
    )
    assert message in error.en
    # the head has 5 lines, the first change 6; `set` is the last line of the second
    assert (error.file, error.line, error.key) == ("ward.yaml", 17, "parameters.good_from.value")


def test_a_changed_value_cites_the_change_and_what_it_replaces() -> None:
    ward = overlay(
        ("parameters.cap_share.value", "set: 25%"),
        ("parameters.excellent_from.title.en", "set: Best from"),
        ("results.result_ratio.by_role.head.formula", "set: (a + b + c) / 3"),
        ("points.total.formula", "set: result + general"),
    )
    assert ward.parameters["cap_share"].source == "Quyết định 1; thay / replaces Điều 20.5a"
    assert ward.parameters["excellent_from"].source == "Điều 20.1"
    by_role = {d.name: d.by_role for d in ward.sheet.results}["result_ratio"]
    assert by_role["head"].source.startswith("Quyết định 1; thay / replaces Điều ")
    assert "Quyết định" not in by_role["deputy"].source
    total = ward.sheet.points[-1].everyone
    assert total is not None
    assert total.source.startswith("Quyết định 1; thay / replaces Điều ")
    assert "Quyết định" not in ward.classes[0].source


def test_a_formula_that_reads_a_changed_value_names_the_change_too() -> None:
    ward = overlay(("parameters.cap_share.value", "set: 25%"), ("parameters.excellent_from.value", "set: 95"))
    assert ward.classes[0].source == "Điều 20.1; excellent_from: Quyết định 1"
    assert ward.cap is not None
    share = next(each for each in ward.cap.limits if each.name == "share_allowed")
    assert share.everyone is not None
    assert share.everyone.source == "Điều 20.5; cap_share: Quyết định 1"
    page = [line.text for line in describe_rule_set(ward, "en")]
    assert any("25 % (Quyết định 1; thay / replaces Điều 20.5a) [cap_share]" in line for line in page)


def test_a_second_change_of_a_value_names_the_first_article_only_once() -> None:
    first = HEAD + CHANGE % ("stricter", "parameters.excellent_from.value", "set: 92")
    second = HEAD.replace("id: ward-2026", "id: office").replace("based_on: nd335-2025", "based_on: ward-2026")
    sources = {"nd335-2025": DECREE, "ward-2026": Source(first, "ward.yaml")}
    text = second + (CHANGE % ("again", "parameters.excellent_from.value", "set: 93")).replace("định 1", "định 2")
    office = read_rule_set(text, "office.yaml", sources)
    assert office.parameters["excellent_from"].source == "Quyết định 2; thay / replaces Quyết định 1"


def test_an_article_said_by_a_change_of_its_own_stays() -> None:
    changes = (("parameters.cap_share.source", "set: Nghị quyết 9"), ("parameters.cap_share.value", "set: 25%"))
    assert overlay(*changes).parameters["cap_share"].source == "Nghị quyết 9"
    assert overlay(*reversed(changes)).parameters["cap_share"].source == "Nghị quyết 9"


def test_a_changed_row_of_a_table_cites_the_change_and_the_other_rows_do_not() -> None:
    ward_text = (Path(__file__).parents[2] / "docs" / "examples" / "ward-example.yaml").read_text(encoding="utf-8")
    sources = {"ward-example": Source(ward_text, "ward-example.yaml")}
    head = HEAD.replace("based_on: nd335-2025", "based_on: ward-example")
    changed = overlay(("tables.lateness_kept.rows.3.value", "set: 70%"), head=head, sources=sources)
    table = changed.tables["lateness_kept"]
    assert [row.source for row in table.table.rows] == ["", "Quyết định 1", "", ""]
    assert table.source == "Điều 4.1"
    (kept,) = [each for each in changed.sheet.lines if each.name == "kept"]
    assert kept.everyone is not None
    assert kept.everyone.source == "Điều 4.1; lateness_kept: Quyết định 1"
    assert "    ≤ 3: 70 % (Quyết định 1)" in [
        "  " * line.level + line.text for line in describe_rule_set(changed, "en")
    ]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (HEAD.replace("based_on: nd335-2025", "based_on: nd335-2052"), "no rule set 'nd335-2052'; did you mean"),
        (HEAD.replace("based_on: nd335-2025", "based_on: ward-2026"), "based on itself"),
        (HEAD.replace("changes:", "parameters: {}\nchanges:"), "unknown key 'parameters'"),
        (HEAD.replace("title: {vi: Phường, en: Ward}\n", ""), "missing key 'title'"),
    ],
)
def test_a_wrong_overlay_is_refused(head: str, message: str) -> None:
    assert message in refused(("parameters.excellent_from.value", "set: 92"), head=head).en


def test_two_changes_of_one_name_are_refused() -> None:
    text = HEAD + 2 * (CHANGE % ("same", "parameters.excellent_from.value", "set: 92"))
    with pytest.raises(RuleSetError, match="the change 'same' is there twice"):
        read_rule_set(text, "ward.yaml", {"nd335-2025": DECREE})


def test_a_difference_is_told_in_words() -> None:
    decree = read_rule_set(DECREE.text, "nd335.yaml")
    ward = overlay(
        ("parameters.lateness_unit.value", "set: calendar_day"),
        ("points.total.formula", "set: general + result + 1"),
        ("overrides.degradation", "remove: true"),
        ("notes.end", "add: {vi: Ghi chú mới, en: A new note}"),
    )
    lines = [(line.level, line.text) for line in diff_rule_sets(decree, ward, "en")]
    assert (1, "How lateness is counted [lateness_unit]") in lines
    assert (2, "value: each time late → each calendar day late") in lines
    assert (2, "formula: general + result → general + result + 1") in lines
    assert any(text.endswith("[degradation]: removed") for _, text in lines)
    assert (1, "added: A new note") in lines
    vietnamese = [line.text for line in diff_rule_sets(decree, ward, "vi")]
    assert "giá trị: mỗi lần chậm → mỗi ngày chậm theo lịch" in vietnamese


def test_no_difference_is_said_in_words_too() -> None:
    decree = read_rule_set(DECREE.text, "nd335.yaml")
    assert [line.text for line in diff_rule_sets(decree, decree, "en")] == ["The two rule sets are the same."]

"""Overlays: a rule set as another one and small named changes, flattened and hashed as a whole."""

from __future__ import annotations

import pytest

from kpi_es.rulebook import RuleSetError
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


def test_the_hash_covers_the_flattened_content() -> None:
    ward = overlay(("parameters.excellent_from.value", "set: 92"))
    written_out = DECREE.text.replace("id: nd335-2025\n", "id: ward-2026\n").replace("value: 90", "value: 92")
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
        ("classes.HTT", "reset: 1", "exactly one of: set, add, remove"),
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

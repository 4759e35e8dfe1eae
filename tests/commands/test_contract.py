"""The JSON of a command: what is not understood is refused by name, before anything is decided."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.commands.specification import FULL_MARKS, USUAL, Office, all_commands

WRONG: list[tuple[str, str, Any]] = [
    ("assign_task", "quantity", 2.5),
    ("assign_task", "quantity", True),
    ("assign_task", "quantity", "1e3"),
    ("assign_task", "quantity", "2,5"),
    ("assign_task", "quantity", "1/0"),
    ("assign_task", "quantity", "NaN"),
    ("assign_task", "quantity", 10**18),
    ("assign_task", "quantity", "0.1234567890123"),
    ("assign_task", "coefficient", 0.1),
    ("assign_task", "due_on", "31/08/2026"),
    ("assign_task", "due_on", "2026-02-30"),
    ("assign_task", "task", "T 1"),
    ("assign_task", "task", ""),
    ("assign_task", "staff", "sheet:an"),
    ("assign_task", "requirement", "   "),
    ("assign_task", "requirement", "a\0b"),
    ("assign_task", "requirement", "x" * 2001),
    ("open_sheet", "period", "2026-13"),
    ("open_sheet", "period", "2026-Q5"),
    ("open_sheet", "period", "2026-7"),
    ("open_sheet", "period", "20２６-07"),
    ("open_sheet", "period", "2026-07\n"),
    ("open_sheet", "actor", "an:binh"),
    ("open_sheet", "id", "c 1"),
    ("open_sheet", "id", "x" * 81),
    ("open_sheet", "valid_on", "tomorrow"),
    ("open_sheet", "sent_at", "2026-08-10T09:00:00"),
    ("open_sheet", "agency", None),
    ("open_sheet", "expected_version", -1),
    ("open_sheet", "expected_version", "1.5"),
    ("answer_petition", "number", 0),
    ("answer_petition", "outcome", "open"),
    ("file_petition", "subject", "  "),
    ("extend_period_deadline", "deadline", "publication"),
    ("submit_result", "evidence", [{"sha256": "AB" * 32, "name": "x"}]),
    ("submit_result", "evidence", [{"sha256": "ab" * 32, "name": "x"}] * 51),
    ("accept_result", "delivery", 0),
    ("accept_result", "delivery", 10_001),
    ("accept_result", "verdict", "good"),
    ("confirm_objective_cause", "part", "both"),
    ("assess_general_criteria", "points", {**FULL_MARKS, "I.1": 4.5}),
    ("assess_general_criteria", "points", "30"),
    ("confirm_sheet", "leader", {"d": 1, "dd": 0.5}),
    ("correct_entry", "field", "coefficient"),
    ("correct_entry", "corrected", 4),
    ("grant_leave", "kind", "holiday"),
    ("register_staff_member", "role", "chief"),
    ("open_agency", "personnel_advisers", []),
    ("approve_catalogue_item", "group", 6),
]


@pytest.mark.parametrize(("name", "field", "value"), WRONG)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(office: Office, name: str, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        office.command(name, **{field: value})
    assert any(field in error["loc"] for error in caught.value.errors())


@pytest.mark.parametrize("name", sorted(USUAL))
def test_a_key_nobody_asked_for_is_refused_by_name(office: Office, name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        office.command(name, colour="red")
    assert [error["loc"][-1] for error in caught.value.errors()] == ["colour"]


@pytest.mark.parametrize("name", sorted(USUAL))
def test_every_field_that_is_due_is_named_when_it_is_missing(office: Office, name: str) -> None:
    fields = all_commands().types[name].model_fields
    due = {field for field, info in fields.items() if info.is_required()}
    for field in due:
        with pytest.raises(ValidationError) as caught:
            office.command(name, **{field: ...})
        assert [error["loc"][-1] for error in caught.value.errors()] == [field]


def test_a_command_nobody_knows_is_refused_with_the_list_of_those_known(office: Office) -> None:
    with pytest.raises(ValidationError, match="assign_task"):
        office.command("open_sheet", type="raise_pay")


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"assign_task"', b"{}"])
def test_what_is_no_command_at_all_is_refused(payload: bytes) -> None:
    with pytest.raises(ValidationError):
        all_commands().parse(payload)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"criterion": "I.1"}, "nothing else may be given"),
        ({"delivery": ...}, "need task and delivery"),
        ({"field": "points"}, "points needs criterion"),
        ({"field": "assigned_quantity"}, "assigned_quantity needs task"),
        ({"field": "finished_on", "corrected": "10/08/2026"}, "corrected: '10/08/2026' is not a day"),
        ({"field": "verdict", "corrected": "good"}, "corrected: a verdict is"),
        ({"corrected": "four"}, "corrected: 'four' is not an exact number"),
    ],
)
def test_a_correction_names_one_entry_and_a_value_it_can_have(
    office: Office, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        office.command("correct_entry", **change)


def test_the_ward_of_these_tests_knows_a_valid_command_of_every_type(office: Office) -> None:
    assert set(USUAL) == set(all_commands().types)
    for name in USUAL:
        command = office.command(name)
        assert all_commands().parse(command.model_dump_json()) == command
        assert all_commands().parse_python(command.model_dump()) == command

"""docs/commands.md says what the code does."""

from __future__ import annotations

from pathlib import Path

from tests.commands.command_page import page, refusal_codes
from tests.commands.specification import all_commands

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_page_of_commands_is_what_the_code_says() -> None:
    refresh = "python -m tests.commands.command_page > docs/commands.md"
    assert PAGE.read_text(encoding="utf-8") == page(), f"refresh it: {refresh}"


def test_the_refusals_of_a_command_are_read_off_its_decision() -> None:
    types = all_commands().types
    assert refusal_codes(types["open_agency"]) == (
        "agency.already_open",
        "authority.not_operator",
        "authority.on_behalf_of",
        "command.id_reused",
        "conflict.changed_meanwhile",
    )
    assert {"sheet.locked", "authority.own_work", "quantity.out_of_range"} <= set(refusal_codes(types["accept_result"]))
    assert "reason.required" in refusal_codes(types["confirm_sheet"])
    assert "reason.required" not in refusal_codes(types["accept_result"])

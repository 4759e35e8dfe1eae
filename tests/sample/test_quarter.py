"""The quarter as commands: always the same, in order, and accepted by the rules but for what is told."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime

from kpi_commands.registry import load_commands
from kpi_es.adapters.sample import expected_refusals, quarter_commands
from kpi_es.adapters.sample.office_days import is_working_day, locking_day, working_days
from kpi_es.domain.values import OFFICE_TIME_ZONE
from tests.sample.played_quarter import PlayedQuarter

_FINGERPRINT = """
import hashlib
from kpi_es.adapters.sample import quarter_commands
print(hashlib.sha256("".join(each.model_dump_json() for each in quarter_commands()).encode()).hexdigest())
"""


def test_the_quarter_has_4000_to_7000_commands_under_different_ids() -> None:
    commands = quarter_commands()
    assert 4_000 <= len(commands) <= 7_000
    assert len({command.id for command in commands}) == len(commands)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,80}", command.id) for command in commands)


def test_another_process_with_another_hash_seed_builds_the_same_quarter() -> None:
    here = "".join(each.model_dump_json() for each in quarter_commands())
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)}
    there = subprocess.run(
        [sys.executable, "-c", _FINGERPRINT], env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == hashlib.sha256(here.encode()).hexdigest()


def test_commands_read_back_from_json_are_the_same_commands() -> None:
    commands = load_commands()
    for command in quarter_commands():
        assert commands.parse(command.model_dump_json()) == command


def test_commands_come_by_the_time_they_were_sent_in_office_hours_of_working_days() -> None:
    sent = [command.sent_at for command in quarter_commands()]
    times = [time.astimezone(OFFICE_TIME_ZONE) for time in sent if time is not None]
    assert len(times) == len(sent)
    assert times == sorted(times)
    for time in times:
        assert is_working_day(time.date()), time
        assert (7, 30) <= (time.hour, time.minute) < (17, 0), time


def test_an_act_holds_on_the_day_it_is_sent_unless_a_story_says_otherwise() -> None:
    differing = {
        command.id
        for command in quarter_commands()
        if command.sent_at is None or command.valid_on != _office_day(command.sent_at)
    }
    assert differing == {
        "q3-HT-019-transfer",  # decided on Friday the 14th, in force on Sunday the 16th
        "q3-DS-018-maternity-leave",  # granted in July from 1 August on
        "q3-DS-008-discipline",  # decided on the 17th, entered on the 18th
        "q3-DS-028-2026-08-submit-S1-1",  # finished on 12 August, entered on the 19th
    }


def test_offices_rest_on_weekends_and_national_day() -> None:
    assert len(working_days("2026-07")) == 23  # 31 days, 8 of them Saturdays and Sundays
    assert len(working_days("2026-08")) == 20  # 31 days, 10 on weekends, Monday the 31st off
    assert len(working_days("2026-09")) == 20  # 30 days, 8 on weekends, the 1st and 2nd off
    # 5 September is a Saturday, so August is locked on Friday the 4th.
    assert [locking_day(period).isoformat() for period in ("2026-07", "2026-08", "2026-09")] == [
        "2026-08-05",
        "2026-09-04",
        "2026-10-05",
    ]


def test_the_rules_accept_all_setup_commands(played: PlayedQuarter) -> None:
    assert {answer.status for answer in played.setup_answers} == {"accepted"}


def test_the_rules_refuse_exactly_what_the_stories_say_and_for_that_reason(played: PlayedQuarter) -> None:
    refused = {answer.command_id: answer.problem.code for answer in played.answers if answer.problem is not None}
    assert refused == expected_refusals()
    assert Counter(refused.values()) == {
        "authority.own_work": 1,
        "authority.not_direct_manager": 1,
        "sheet.locked": 1,
    }


def test_everybody_whom_the_decree_reaches_has_a_sheet_each_month_but_who_is_on_leave(
    played: PlayedQuarter,
) -> None:
    by_period: dict[str, set[str]] = defaultdict(set)
    for sheet in played.sheets():
        by_period[sheet.period].add(sheet.staff)
    everybody = {person.staff for person in played.wards.evaluated()}
    assert len(everybody) == 80 - 6  # cadres are not covered by the decree
    assert by_period["2026-07"] == everybody
    assert by_period["2026-08"] == by_period["2026-09"] == everybody - {"DS-018"}


def test_july_and_august_are_locked_and_september_is_still_being_closed(played: PlayedQuarter) -> None:
    stages = Counter((sheet.period, sheet.status) for sheet in played.sheets())
    assert stages["2026-07", "locked"] == 74
    assert stages["2026-08", "locked"] == 73
    assert stages["2026-09", "locked"] >= 30
    assert stages["2026-09", "confirmed"] >= 10
    assert 3 <= stages["2026-09", "open"] <= 15
    assert any(line.pending for sheet in played.sheets() for line in sheet.tasks.values())


def test_ordinary_sheets_hold_six_to_twelve_lines(played: PlayedQuarter) -> None:
    assert all(6 <= len(sheet.tasks) <= 12 for sheet in played.sheets())


def test_most_are_good_some_excellent_few_completed_and_one_or_two_not(played: PlayedQuarter) -> None:
    classes = Counter(played.score(sheet.staff, sheet.period).class_code for sheet in played.sheets())
    scored = classes.total() - classes[None]
    assert classes["HTT"] * 2 > scored
    assert scored // 5 <= classes["HTXS"] < classes["HTT"]
    assert 4 <= classes["HT"] <= scored // 10
    assert 1 <= classes["KHT"] <= 2


def test_hardly_anybody_has_the_same_score(played: PlayedQuarter) -> None:
    totals = [
        played.score(sheet.staff, "2026-07").outputs["total"] for sheet in played.sheets() if sheet.period == "2026-07"
    ]
    assert len(set(totals)) >= len(totals) - 2


def test_item_d_of_a_head_is_half_exactly_when_somebody_of_the_unit_is_below_50(
    played: PlayedQuarter,
) -> None:
    sheets = played.sheets()
    for head in (sheet for sheet in sheets if sheet.role == "head" and sheet.leader is not None):
        below = [
            sheet.staff
            for sheet in sheets
            if (sheet.agency, sheet.unit, sheet.period) == (head.agency, head.unit, head.period)
            and sheet.staff != head.staff
            and played.score(sheet.staff, sheet.period).outputs.get("total", 50) < 50
        ]
        assert head.leader is not None
        assert (head.leader["d"] != 1) == bool(below), (head.staff, head.period, below)


def _office_day(sent_at: datetime) -> object:
    return sent_at.astimezone(OFFICE_TIME_ZONE).date()

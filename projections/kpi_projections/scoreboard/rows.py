"""How a row is computed from folded states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from kpi_es.domain.period import period_days
from kpi_es.domain.posts import evaluating_post
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import Appointment, StaffMember
from kpi_es.domain.values import format_exact
from kpi_es.evaluation.period import evaluate_period_mean
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.rounding import round_half_up
from kpi_es.evaluation.sheet_facts import facts_overriding, facts_within, same_rules
from kpi_es.evaluation.unit_result import UnitResult
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook, RuleSet
from kpi_projections.scoreboard.dependents import cause_of
from kpi_projections.scoreboard.view import LeaveRow, PostingRow, ScoreRow

_ONE_DAY = timedelta(days=1)
_COLUMNS_OF_OUTPUTS = ("a", "b", "c", "d", "dd", "e", "result", "general", "total")


def sheet_row(
    sheet: Sheet, member: StaffMember, result: Result, unit: UnitResult | None, rule_book: RuleBook, last: Recorded
) -> ScoreRow:
    """Return the row of one sheet; `unit` is item d where it follows from others, `last` the last event behind it."""
    lines = sheet.tasks.values()
    return ScoreRow(
        kind="sheet",
        sheet_status=sheet.status,
        rules_unchanged=same_rules(sheet, result),
        tasks=len(sheet.tasks),
        late=sum(line.times_late for line in lines),
        returned=sum(line.quality_failures for line in lines),
        d_because=",".join(each.staff for each in unit.decisive) if unit and unit.counted else None,
        **_who_and_when(sheet, sheet.period, member, last),
        **_score(result, result.outputs, rule_book[sheet.rule_set]),
    )


def combined_row(
    quarter: str,
    sheets: Sequence[Sheet],
    member: StaffMember,
    results: Sequence[Result | None],
    rule_book: RuleBook,
    last: Recorded,
) -> ScoreRow:
    """Return the quarter of a person from its months, at least one of which has a sheet (Art 17.3)."""
    opened = [(sheet, result) for sheet, result in zip(sheets, results, strict=True) if result is not None]
    newest = opened[-1][0]
    rule_set = rule_book[newest.rule_set]
    result = _combined(rule_set, quarter, sheets, newest, member, results)
    outputs = {"total": result.outputs["mean"]} if "mean" in result.outputs else {}
    return ScoreRow(
        kind="combined",
        sheet_status=None,
        rules_unchanged=all(same_rules(sheet, scored) for sheet, scored in opened),
        tasks=sum(len(sheet.tasks) for sheet, _ in opened),
        late=sum(line.times_late for sheet, _ in opened for line in sheet.tasks.values()),
        returned=sum(line.quality_failures for sheet, _ in opened for line in sheet.tasks.values()),
        **_who_and_when(newest, quarter, member, last),
        **_score(result, outputs, rule_set),
    )


def _combined(
    rule_set: RuleSet,
    quarter: str,
    sheets: Sequence[Sheet],
    newest: Sheet,
    member: StaffMember,
    results: Sequence[Result | None],
) -> Result:
    if "quarter" not in rule_set.periods:
        return Result(rule_set.id, rule_set.hash, "not_applicable", {}, None)
    totals = [each.outputs["total"] if each is not None and each.status == "scored" else None for each in results]
    facts = facts_within(member, quarter) | facts_overriding(rule_set, sheets)
    return evaluate_period_mean(rule_set, "quarter", newest.role, totals, facts, trace=False)


def _score(result: Result, outputs: Mapping[str, Fraction], rule_set: RuleSet) -> dict[str, Any]:
    exact = {name: format_exact(outputs[name]) if name in outputs else None for name in _COLUMNS_OF_OUTPUTS}
    total = outputs.get("total")
    return {
        **exact,
        "status": result.status,
        "class_code": result.class_code,
        "total_display": None if total is None else round_half_up(total, rule_set.display_decimals),
        "rule_set": rule_set.id,
        "rule_set_hash": rule_set.hash,
    }


def _who_and_when(sheet: Sheet, period: str, member: StaffMember, last: Recorded) -> dict[str, Any]:
    first_day, last_day = period_days(period)
    posting = last_posting(member, first_day, last_day)
    return {
        "staff": sheet.staff,
        "period": period,
        "first_day": first_day,
        "last_day": last_day,
        "agency": posting.agency if posting else sheet.agency,
        "unit": posting.unit if posting else sheet.unit,
        "post": posting.post if posting else sheet.post,
        # The role is the one the sheet was opened for: it is the one whose formula made the score.
        "role": sheet.role,
        "staff_group": sheet.group,
        "position": last.position,
        "recorded_at": last.event.recorded_at,
        **cause_of(sheet.staff, last),
    }


def last_posting(member: StaffMember, first: date, last: date) -> PostingRow | None:
    """Return the post held on the last day of a period, or on the person's last day within it."""
    held = [row for row in posting_rows(member) if row.first_day <= last and not _ended(row, max(first, row.first_day))]
    return held[-1] if held else None


def _ended(row: PostingRow, day: date) -> bool:
    return row.last_day is not None and row.last_day < day


def posting_rows(member: StaffMember) -> list[PostingRow]:
    """Return the posts in which a person is evaluated, by date: during a secondment that of the secondment."""
    begins = {posting.first for posting in member.postings}
    begins |= {posting.last + _ONE_DAY for posting in member.postings if posting.last is not None}
    begins |= {day for each in member.secondments for day in (each.first, each.last + _ONE_DAY)}
    rows: list[PostingRow] = []
    former: Appointment | None = None
    for day in sorted(begins):
        post = evaluating_post(member, day)
        if post == former:
            continue
        if former is not None:
            rows[-1] = replace(rows[-1], last_day=day - _ONE_DAY)
        if post is not None:
            rows.append(_posting_row(member, len(rows) + 1, day, post))
        former = post
    return rows


def _posting_row(member: StaffMember, number: int, first_day: date, post: Appointment) -> PostingRow:
    return PostingRow(
        staff=member.staff,
        number=number,
        first_day=first_day,
        last_day=None,
        agency=post.agency,
        unit=post.unit,
        post=post.post,
        role=post.role,
        staff_group=member.group,
    )


def leave_rows(member: StaffMember) -> list[LeaveRow]:
    """Return every absence of a person by its first day, leaves that adjoin as one."""
    return [
        LeaveRow(member.staff, number, leave.kind, leave.first, leave.last)
        for number, leave in enumerate(member.absences, 1)
    ]

"""Set the agency's own rules of procedure from a day on."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import ProcedureRulesSet
from kpi_es.domain.event import Event
from kpi_es.domain.period import month_of, period_days, quarter_of
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Source


class SetProcedureRules(Command, frozen=True):
    """Set deadlines and choices the decree leaves open, all together, from `valid_on`; a field left out is usual.

    They hold from today at the earliest, so that no missed deadline opens again. Before an agency's first own rules
    nothing bound anybody: those may hold from the first day of the present month or quarter. Deadlines of the decree
    (Art 19.2, 22) may be made stricter, never laxer.
    """

    SOURCE: ClassVar[Source] = "personnel"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["set_procedure_rules"] = "set_procedure_rules"
    rules: ProcedureRules


def decide(agency: Agency, command: SetProcedureRules, context: Context) -> tuple[Event, ...]:
    """Decide to set rules that reach back to no earlier act and keep within the decree."""
    require_personnel_adviser(context)
    earliest = _earliest_day(agency, context.today)
    if context.valid_on < earliest:
        raise REACHES_BACK.because(day=context.valid_on, earliest=earliest)
    _require_within_decree(command.rules)
    return (ProcedureRulesSet(**context.stamp(agency), agency=command.agency, rules=command.rules),)


def _earliest_day(agency: Agency, today: date) -> date:
    if any(since <= today for since, _ in agency.procedures):
        return today
    month = month_of(today)
    return period_days(month if agency.period_kind_on(today) == "month" else quarter_of(month))[0]


def _require_within_decree(rules: ProcedureRules) -> None:
    """Refuse a deadline later than the decree's. Earlier ones are the agency's choice."""
    usual = ProcedureRules()
    if rules.petition_answer_working_days > usual.petition_answer_working_days:
        limit = usual.petition_answer_working_days
        raise ANSWER_TOO_LATE.because(given=rules.petition_answer_working_days, limit=limit)
    for name in ("year_decision_due", "special_year_decision_due"):
        given, limit = getattr(rules, name), getattr(usual, name)
        # Month and day, both of two digits: the order of the texts is that of the days.
        if given > limit:
            raise YEAR_DECIDED_TOO_LATE.because(field=name, given=given, limit=limit)


REACHES_BACK = Refusal(
    "procedure.reaches_back",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "Quy chế không có hiệu lực lùi về ngày {day}: thời hạn đã qua không mở lại. Sớm nhất là ngày {earliest}; "
    "riêng một phiếu thì gia hạn bằng extend_period_deadline.",
    "Rules of procedure do not reach back to {day}: a deadline that has passed does not open again. They hold from "
    "{earliest} at the earliest; for a single sheet use extend_period_deadline.",
)
ANSWER_TOO_LATE = Refusal(
    "procedure.answer_too_late",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "petition_answer_working_days: {given} dài hơn hạn trả lời kiến nghị {limit} ngày làm việc; chỉ được rút ngắn.",
    "petition_answer_working_days: {given} is longer than the {limit} working days for answering a petition; "
    "only a shorter time may be set.",
)
YEAR_DECIDED_TOO_LATE = Refusal(
    "procedure.year_decided_too_late",
    "Điều 19.2 Nghị định 335/2025/NĐ-CP",
    "{field}: {given} muộn hơn hạn quyết định xếp loại năm {limit} (tháng-ngày); chỉ được đặt sớm hơn.",
    "{field}: {given} is later than {limit} (month-day), when the year's classes are due; only an earlier day may be "
    "set.",
)

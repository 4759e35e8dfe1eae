"""State a measure of a task line."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from kpi_commands.authority import require_not_in_future
from kpi_commands.command import TaskCommand
from kpi_commands.context import Context
from kpi_commands.refusals import REASON_REQUIRED
from kpi_commands.sheet.closing import require_judge
from kpi_commands.sheet.lines import open_line, require_act_on_line
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import Evidence, MeasureStated
from kpi_es.domain.values import Code, format_exact, parse_exact
from kpi_es.rulebook import RuleSet
from kpi_es.rulebook.rule_set import Measure

WHOLE_UNITS = frozenset({"count", "days", "months"})
"""Units in which nothing is cut: three stars, two days."""


class StateMeasure(TaskCommand, frozen=True):
    """Say what only this sheet's rule set asks of a task, such as stars, an axis or days early; again to mend it.

    `measure` is one the rule set declares; `value` is text: an exact number such as `"4"` or `"2/3"`, or one of the
    measure's choices. A value in the place of an earlier one needs a reason.
    """

    type: Literal["state_measure"] = "state_measure"
    measure: Code
    value: str = Field(min_length=1, max_length=40)
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)


def decide(sheet: Sheet, command: StateMeasure, context: Context) -> tuple[Event, ...]:
    """Decide to record a measure, by the direct manager, at a value the rule set can take."""
    line = open_line(sheet, command)
    require_judge(context, sheet)
    require_not_in_future(context, context.valid_on, "valid_on")
    require_act_on_line(context, line)
    measure = _declared(context.rule_set(sheet.rule_set), command.measure)
    value = _value(measure, command.value)
    former = line.measures.get(measure.name)
    if former is not None:
        if former.text == value:
            raise MEASURE_UNCHANGED.because(measure=measure.name, value=value, task=line.task)
        if command.reason is None:
            raise REASON_REQUIRED.because()
    return (
        MeasureStated(
            **context.stamp(sheet),
            staff=command.staff,
            period=command.period,
            task=command.task,
            measure=measure.name,
            unit=measure.unit,
            value=value,
            replaces=None if former is None else former.event_id,
            former=None if former is None else former.text,
            evidence=command.evidence,
        ),
    )


def _declared(rule_set: RuleSet, name: str) -> Measure:
    measures = {measure.name: measure for measure in rule_set.sheet.measures}
    if not measures:
        raise NO_MEASURES.because(rule_set=rule_set.id)
    if name not in measures:
        raise MEASURE_UNKNOWN.because(rule_set=rule_set.id, measure=name, known=", ".join(measures))
    return measures[name]


def _value(measure: Measure, text: str) -> str:
    """Return the value in one spelling: a choice as it is, a number as `format_exact` writes it."""
    if measure.choices:
        if text not in measure.choices:
            raise NOT_A_CHOICE.because(measure=measure.name, value=text, choices=", ".join(measure.choices))
        return text
    try:
        value = parse_exact(text)
    except ValueError:
        raise NOT_A_NUMBER.because(measure=measure.name, value=text, unit=measure.unit) from None
    if measure.unit in WHOLE_UNITS and value.denominator != 1:
        raise NOT_WHOLE.because(measure=measure.name, value=value, unit=measure.unit)
    _require_in_range(measure, value)
    return format_exact(value)


def _require_in_range(measure: Measure, value: Fraction) -> None:
    least, most = measure.at_least, measure.at_most
    if (least is not None and value < least) or (most is not None and value > most):
        low, high = ("…" if limit is None else format_exact(limit) for limit in (least, most))
        raise MEASURE_OUT_OF_RANGE.because(measure=measure.name, value=value, least=low, most=high)


_BASIS = "Quy tắc của hệ thống: ghi nhận đúng những gì bộ quy tắc của phiếu đọc"

NO_MEASURES = Refusal(
    "measure.none_read",
    _BASIS,
    "Bộ quy tắc {rule_set} của phiếu này không đọc số đo riêng nào của nhiệm vụ.",
    "The rule set {rule_set} of this sheet reads no measures of a task.",
)
MEASURE_UNKNOWN = Refusal(
    "measure.unknown",
    _BASIS,
    "Bộ quy tắc {rule_set} không đọc số đo {measure} của nhiệm vụ; các số đo được đọc: {known}.",
    "The rule set {rule_set} does not read the measure {measure}; those it reads are: {known}.",
)
NOT_A_CHOICE = Refusal(
    "measure.not_a_choice",
    _BASIS,
    "{measure}: {value} không phải một trong các giá trị {choices}.",
    "{measure}: {value} is not one of {choices}.",
)
NOT_A_NUMBER = Refusal(
    "measure.not_a_number",
    _BASIS,
    "{measure} ({unit}): {value} không phải số chính xác; hãy viết như 4, 2.5 hoặc 2/3.",
    "{measure} ({unit}): {value} is not an exact number; write it like 4, 2.5 or 2/3.",
)
NOT_WHOLE = Refusal(
    "measure.not_whole",
    _BASIS,
    "{measure} ({unit}): {value} phải là số nguyên.",
    "{measure} ({unit}): {value} must be a whole number.",
)
MEASURE_OUT_OF_RANGE = Refusal(
    "measure.out_of_range",
    _BASIS,
    "{measure}: {value} nằm ngoài khoảng từ {least} đến {most}.",
    "{measure}: {value} is outside {least} to {most}.",
)
MEASURE_UNCHANGED = Refusal(
    "measure.nothing_changes",
    "Điều 4.4 Nghị định 335/2025/NĐ-CP",
    "{measure} của nhiệm vụ {task} đã là {value}.",
    "The measure {measure} of task {task} already is {value}.",
)

"""The record of a sheet as it is confirmed: what a notice tells and what a petition is about, in canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kpi_es.domain.petition import record_hash
from kpi_es.domain.sheet import Delivery, Sheet, TaskLine
from kpi_es.domain.values import format_exact


def confirmed_record(sheet: Sheet) -> dict[str, object]:
    """Return every value the score of a sheet rests on, as plain text and lists that JSON writes one way only.

    Taken from the sheet folded up to the confirmation it is about, so anybody can recompute its hash from the log.
    """
    return {
        "staff": sheet.staff,
        "period": sheet.period,
        "unit": sheet.unit,
        "role": sheet.role,
        "rule_set_hash": sheet.rule_set_hash,
        "general": _points(sheet.general),
        "leader": _points(sheet.leader),
        "facts": sorted(fact for fact, stated in sheet.facts.items() if stated.holds),
        "tasks": {line.task: _line(line) for line in sheet.tasks.values()},
    }


def confirmed_hash(sheet: Sheet) -> str:
    """Return the SHA-256 of the record, in hexadecimal."""
    return record_hash(confirmed_record(sheet))


def _points(points: Mapping[str, Fraction] | None) -> dict[str, str] | None:
    return None if points is None else {criterion: format_exact(value) for criterion, value in points.items()}


def _line(line: TaskLine) -> dict[str, object]:
    return {
        "kind": line.kind,
        "item": line.item,
        "coefficient": format_exact(line.coefficient),
        "quantity": format_exact(line.quantity),
        "due_on": line.due_on.isoformat(),
        "given_up": format_exact(line.given_up),
        "excused": sorted(line.excused),
        "measures": {name: stated.text for name, stated in sorted(line.measures.items())},
        "deliveries": [_delivery(each) for _, each in sorted(line.deliveries.items())],
    }


def _delivery(delivery: Delivery) -> dict[str, object]:
    return {
        "number": delivery.number,
        "quantity": format_exact(delivery.quantity),
        "finished_on": delivery.finished_on.isoformat(),
        "status": delivery.status,
        "verdict": delivery.verdict,
    }

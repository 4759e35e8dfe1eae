"""Which column a refusal of the rules is about, so that it is shown where it can be mended."""

from __future__ import annotations

from kpi_es.adapters.spreadsheet.columns import ImportKind, column_of

REFUSALS: dict[ImportKind, dict[str, str]] = {
    "staff": {
        "staff.already_registered": "staff",
        "agency.unit_unknown": "unit",
        "rule_set.not_adopted": "valid_on",
        "date.in_future": "valid_on",
    },
    "catalogue": {
        "quantity.out_of_range": "points",
        "catalogue.coefficient_wrong": "coefficient",
        "catalogue.no_standard_item": "standard",
        "rule_set.not_adopted": "valid_on",
        "date.in_future": "valid_on",
    },
    "tasks": {
        "staff.unknown": "staff",
        "staff.not_in_agency": "staff",
        "staff.on_leave": "staff",
        "authority.own_work": "actor",
        "authority.not_direct_manager": "actor",
        "task.exists": "task",
        "catalogue.item_not_in_force": "item",
        "quantity.out_of_range": "quantity",
        "product.unknown": "part_of",
        "product.not_planned": "part_of",
        "product.other_item": "item",
        "product.parts_exceed_whole": "quantity",
        "product.beyond_plan": "quantity",
        "product.whole_quantity": "quantity",
        "product.wrong_sharing": "weight",
        "task.weight_without_product": "weight",
        "date.outside_period": "period",
        "period.wrong_kind": "period",
        "sheet.locked": "period",
        "date.due_before_assigned": "due_on",
        "date.in_future": "valid_on",
        "rule_set.not_adopted": "valid_on",
    },
}


def column_of_refusal(kind: ImportKind, refusal_code: str) -> str | None:
    """Return the heading of the column a refusal points at, None when it concerns the whole row or file."""
    field = REFUSALS[kind].get(refusal_code)
    return None if field is None else column_of(kind, field).title

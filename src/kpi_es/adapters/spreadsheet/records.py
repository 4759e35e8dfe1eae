"""From a row to its command: staff, catalogue items, tasks."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache

from kpi_commands.catalogue.approve_catalogue_item import ApproveCatalogueItem
from kpi_commands.catalogue.set_standard_item import SetStandardItem
from kpi_commands.command import Command
from kpi_commands.sheet.assign_ad_hoc_task import AssignAdHocTask
from kpi_commands.sheet.assign_task import AssignTask
from kpi_commands.sheet.assignment import Assignment
from kpi_commands.staff.register_staff_member import RegisterStaffMember
from kpi_es.adapters.spreadsheet.columns import ImportKind
from kpi_es.adapters.spreadsheet.days import read_day, read_period
from kpi_es.adapters.spreadsheet.numbers import read_exact
from kpi_es.adapters.spreadsheet.options import ImportOptions
from kpi_es.adapters.spreadsheet.reader import RowReader
from kpi_es.adapters.spreadsheet.spelling import plain
from kpi_es.adapters.spreadsheet.words import (
    complexity_of,
    read_ad_hoc,
    read_complexity,
    read_role,
    read_staff_group,
    read_yes,
    role_of,
)
from kpi_es.domain.values import Role

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_CODE_AT_END = re.compile(r".*\(([A-Za-z0-9][A-Za-z0-9._-]{0,39})\)")


@dataclass(frozen=True, slots=True)
class Record:
    """What one row asks for. `key` may stand only once in a file; `first` go before all rows."""

    key: tuple[object, ...]
    command: Command
    first: tuple[Command, ...] = ()
    name: str | None = None


def record_of(kind: ImportKind, row: RowReader, options: ImportOptions) -> Record | None:
    """Return what a row asks for, or None when `row.problems` says why not."""
    match kind:
        case "staff":
            return _staff(row, options)
        case "catalogue":
            return _catalogue(row, options)
        case "tasks":
            return _task(row, options)


def _common(row: RowReader, options: ImportOptions) -> dict[str, object]:
    return {
        "actor": options.actor,
        "agency": options.agency,
        "valid_on": row.read("valid_on", read_day) or options.valid_on,
        "system": "import",
    }


def _staff(row: RowReader, options: ImportOptions) -> Record | None:
    row.require("staff")
    office = row.text("office")
    post = row.text("post") or office
    if post is None and not row.problems:
        row.note("post", "ô trống; cần vị trí việc làm hoặc chức vụ", "empty; a position or an office is needed")
    role = _role(row, office, post)
    group = row.read("group", read_staff_group)
    content = {
        **_common(row, options),
        "staff": row.code("staff"),
        "group": group or ("contract_worker" if role == "contract" else None),
        "unit": _unit(row, options),
        "post": post,
        "role": role,
        "decision": row.text("decision") or options.decision,
    }
    command = row.build(RegisterStaffMember, content)
    return Record((command.staff,), command, name=row.text("name")) if command else None


def _role(row: RowReader, office: str | None, post: str | None) -> Role | None:
    if row.says("role"):
        return row.read("role", read_role)
    role = (role_of(office) if office else None) or (role_of(post) if post else None)
    if role is None and post is not None:
        row.note(
            "role",
            f"không suy được vai trò từ “{office or post}”; thêm cột Vai trò và ghi: nhân viên, người "
            f"đứng đầu, cấp phó, "
            "hỗ trợ phục vụ hoặc hợp đồng",
            f"“{office or post}” does not tell the role; add a column Vai trò (role): staff, head, "
            f"deputy, support or "
            "contract",
        )
    return role


def _unit(row: RowReader, options: ImportOptions) -> str | None:
    """Return the unit's code from the cell, or the group heading above: a code, or a name `options` knows."""
    said = row.text("unit") or row.group
    if said is None:
        if not row.problems:
            row.note(
                "unit",
                "không có đơn vị ở ô này và ở dòng tiêu đề nhóm phía trên",
                "no unit here or in a heading above",
            )
        return None
    known = _unit_codes(tuple(options.units.items())).get(plain(said))
    at_end = _CODE_AT_END.fullmatch(said)
    if known or _CODE.fullmatch(said) or at_end:
        return known or (at_end[1] if at_end else said)
    row.note(
        "unit",
        f"không nhận ra đơn vị “{said}”; ghi mã đơn vị hoặc đúng tên đơn vị đã lập",
        f"the unit “{said}” is not known; write its code or its exact name",
    )
    return None


@lru_cache(maxsize=8)
def _unit_codes(units: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {plain(name): code for name, code in units}


def _catalogue(row: RowReader, options: ImportOptions) -> Record | None:
    row.require("item", "title", "measure", "points")
    content = {
        **_common(row, options),
        "item": row.code("item"),
        "title": row.text("title"),
        "measure": row.text("measure"),
        "group": _complexity(row),
        "points": row.read("points", read_exact),
        "coefficient": row.read("coefficient", read_exact),
        "decision": _required_text(row, "decision", options.decision),
    }
    standard = row.read("standard", read_yes) or (
        content["item"] is not None and content["item"] == options.standard_item
    )
    command = row.build(ApproveCatalogueItem, content)
    if command is None:
        return None
    shared = {
        field: content[field] for field in ("actor", "agency", "valid_on", "system", "title", "points", "decision")
    }
    set_standard = row.build(SetStandardItem, shared) if standard else None
    return Record((command.item, command.valid_on), command, first=(set_standard,) if set_standard else ())


def _complexity(row: RowReader) -> int | None:
    if row.says("group"):
        return row.read("group", read_complexity)
    group = complexity_of(row.group) if row.group else None
    if group is None and not row.problems:
        row.note(
            "group",
            "không có nhóm N1–N5 ở ô này và ở dòng tiêu đề phía trên",
            "no group N1–N5 here or in a heading above",
        )
    return group


def _required_text(row: RowReader, field: str, default: str | None) -> str | None:
    text = row.text(field) or default
    if text is None and not row.says(field):
        row.require(field)
    return text


def _task(row: RowReader, options: ImportOptions) -> Record | None:
    row.require("staff", "item", "quantity", "due_on")
    content = {
        **_common(row, options),
        "actor": row.code("actor") or options.actor,
        "staff": row.code("staff"),
        "period": row.read("period", read_period) or options.period,
        "item": row.code("item"),
        "quantity": row.read("quantity", read_exact),
        "due_on": row.read("due_on", read_day),
        "requirement": row.text("requirement"),
        "task": row.code("task"),
        "part_of": row.code("part_of"),
        "weight": row.read("weight", read_exact),
    }
    if content["period"] is None and not row.says("period"):
        row.require("period")
    model: type[Assignment] = AssignAdHocTask if row.read("ad_hoc", read_ad_hoc) else AssignTask
    named = content["task"] is not None
    command = row.build(model, content if named else {**content, "task": "pending"})
    if command is None:
        return None
    if not named:
        command = command.model_copy(update={"task": _task_id(command)})
    return Record((command.staff, command.period, command.task), command)


def _task_id(command: Assignment) -> str:
    """Return an id made from what the row says, so that a second import names the same task."""
    said = canonical(command, {"id", "task", "actor", "system"})
    return f"t-{hashlib.sha256(said.encode()).hexdigest()[:20]}"


def canonical(command: Command, leaving_out: set[str]) -> str:
    """Return what a command says as JSON with sorted keys, whatever order or further fields its class has by now."""
    return json.dumps(command.model_dump(mode="json", exclude=leaving_out, exclude_none=True), sort_keys=True)

"""Roles, staff groups, complexity groups and yes/no in the words offices use."""

from __future__ import annotations

import re

from kpi_es.adapters.spreadsheet.cells import Cell, text_of
from kpi_es.adapters.spreadsheet.problems import CellProblem
from kpi_es.adapters.spreadsheet.spelling import plain
from kpi_es.domain.values import Role, StaffGroup

_ROLE_BEGINNINGS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (
        "contract",
        ("hop dong", "lao dong hop dong", "nguoi lao dong", "nhan vien hop dong", "ldhd", "hdld", "contract"),
    ),
    ("support", ("ho tro", "phuc vu", "nhan vien ho tro", "nhan vien phuc vu", "support")),
    ("deputy", ("pho", "cap pho", "deputy")),
    (
        "head",
        (
            "truong",
            "nguoi dung dau",
            "dung dau",
            "cap truong",
            "thu truong",
            "chu tich",
            "giam doc",
            "chanh",
            "bi thu",
            "head",
        ),
    ),
    ("staff", ("nhan vien", "chuyen vien", "cong chuc", "can su", "vien chuc", "staff")),
)
"""In this order: "nhân viên hợp đồng" is contract work before it is staff. The five are of Art 14 to 16."""

_GROUPS: dict[str, StaffGroup] = {
    "cong chuc": "civil_servant",
    "civil servant": "civil_servant",
    "can bo": "cadre",
    "cadre": "cadre",
    "vien chuc": "public_employee",
    "public employee": "public_employee",
    "hop dong": "contract_worker",
    "hop dong lao dong": "contract_worker",
    "lao dong hop dong": "contract_worker",
    "nguoi lao dong": "contract_worker",
    "nguoi lao dong hop dong": "contract_worker",
    "hdld": "contract_worker",
    "ldhd": "contract_worker",
    "contract worker": "contract_worker",
}
_YES = frozenset({"x", "co", "dung", "yes", "y", "true", "1", "v"})
_NO = frozenset({"khong", "no", "n", "false", "sai", "0"})
_AD_HOC = frozenset({"dot xuat", "phat sinh", "phat sinh dot xuat", "dot xuat phat sinh", "ad hoc"})
_PLANNED = frozenset({"ke hoach", "theo ke hoach", "thuong xuyen", "planned"})
_TICKS = frozenset("✓✔☑")
_COMPLEXITY = re.compile(r"(?:nhom |n ?|group )?([1-5]|iv|v|i{1,3})(?: .*)?")
_BARE_COMPLEXITY = re.compile(r"(?:nhom |n ?|group )?([1-5]|iv|v|i{1,3})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}


def role_of(text: str) -> Role | None:
    """Return the role a post or role begins with (``Phó Trưởng phòng`` is a deputy), else None."""
    words = plain(text)
    for role, beginnings in _ROLE_BEGINNINGS:
        if any(words == start or words.startswith(start + " ") for start in beginnings):
            return role
    return None


def read_role(cell: Cell) -> Role:
    """Return the role named in a cell. Raises CellProblem rather than guess: a head answers for a unit."""
    role = role_of(text_of(cell))
    if role is None:
        raise CellProblem(
            "không rõ vai trò; ghi ở cột Vai trò một trong: nhân viên, người đứng đầu, cấp phó, hỗ trợ "
            "phục vụ, hợp đồng",
            "the role is not clear; write in the role column one of: staff, head, deputy, support, contract",
        )
    return role


def read_staff_group(cell: Cell) -> StaffGroup:
    """Return công chức, cán bộ, viên chức or người lao động hợp đồng as the group it is."""
    group = _GROUPS.get(plain(text_of(cell)))
    if group is None:
        raise CellProblem(
            "không rõ đối tượng; ghi một trong: công chức, cán bộ, viên chức, hợp đồng lao động",
            "the staff group is not clear; write one of: civil servant, cadre, public employee, contract worker",
        )
    return group


def read_yes(cell: Cell) -> bool:
    """Return whether a cell is ticked: ``x``, ``có``, ✓, or a no. Raises CellProblem for other words."""
    text = text_of(cell)
    words = plain(text)
    if words in _YES or set(text) & _TICKS:
        return True
    if words in _NO:
        return False
    raise CellProblem("chỉ đánh dấu x (có) hoặc để trống", "tick with x (yes) or leave it empty")


def read_ad_hoc(cell: Cell) -> bool:
    """Return whether a task is arising, ad-hoc: a tick, or the words ``đột xuất`` and ``theo kế hoạch``."""
    words = plain(text_of(cell))
    if words in _AD_HOC or words in _PLANNED:
        return words in _AD_HOC
    return read_yes(cell)


def complexity_of(heading: str) -> int | None:
    """Return the group a heading row opens, such as ``Nhóm 2: Công việc vừa``; None when it opens none."""
    words = plain(heading)
    match = _COMPLEXITY.fullmatch(words) if words.startswith(("nhom ", "n1", "n2", "n3", "n4", "n5")) else None
    return _number(match[1]) if match else None


def read_complexity(cell: Cell) -> int:
    """Return 1 to 5 for ``N1``, ``1``, ``Nhóm 1`` or ``Nhóm I`` (at most five groups, Art 13.1a)."""
    match = _BARE_COMPLEXITY.fullmatch(plain(text_of(cell)))
    if match is None:
        raise CellProblem(
            "không phải nhóm mức độ phức tạp; ghi N1, N2, N3, N4 hoặc N5",
            "not a complexity group; write N1 to N5",
        )
    return _number(match[1])


def _number(text: str) -> int:
    return _ROMAN.get(text) or int(text)

"""Reads the general criteria: one table for everybody, or one for each group of roles."""

from __future__ import annotations

from fractions import Fraction

from kpi_es.rulebook.clauses import ROLES, read_bilingual, read_roles
from kpi_es.rulebook.documents import Cursor
from kpi_es.rulebook.rule_set import Criterion, CriterionGroup, GeneralTable


def read_general(cursor: Cursor) -> tuple[GeneralTable, ...]:
    """Return the tables; `tables` lists one for each group of roles, without it the table is everybody's."""
    if "tables" not in dict(cursor.pairs()):
        return (_table(cursor.entries("source", "maximum", "groups"), frozenset(ROLES)),)
    found: list[GeneralTable] = []
    taken: set[str] = set()
    for item in cursor.entries("tables")["tables"].items():
        keys = item.entries("title", "roles", "source", "maximum", "groups")
        roles = read_roles(keys["roles"])
        if twice := sorted(roles & taken):
            raise keys["roles"].refuse(f"vai trò {twice[0]} đã có bảng", f"the role {twice[0]} has a table already")
        taken |= roles
        found.append(_table(keys, roles))
    return tuple(found)


def _table(keys: dict[str, Cursor], roles: frozenset[str]) -> GeneralTable:
    groups = tuple(_criterion_group(item) for item in keys["groups"].items())
    title = read_bilingual(keys["title"]) if "title" in keys else None
    table = GeneralTable(roles, title, keys["source"].text(), keys["maximum"].number(), groups)
    ids = [criterion.id for criterion in table.criteria]
    if len(set(ids)) != len(ids):
        raise keys["groups"].refuse("có mã tiêu chí bị lặp", "a criterion id is there twice")
    _expect_sum(keys["maximum"], table.maximum, [group.maximum for group in groups])
    return table


def _criterion_group(cursor: Cursor) -> CriterionGroup:
    keys = cursor.entries("id", "title", "maximum", "criteria")
    criteria = tuple(_criterion(item) for item in keys["criteria"].items())
    _expect_sum(keys["maximum"], keys["maximum"].number(), [criterion.maximum for criterion in criteria])
    return CriterionGroup(keys["id"].text(), read_bilingual(keys["title"]), keys["maximum"].number(), criteria)


def _criterion(cursor: Cursor) -> Criterion:
    keys = cursor.entries("id", "title", "maximum", optional=("binary", "step"))
    binary = "binary" in keys and keys["binary"].flag()
    step = keys["step"].number() if "step" in keys else None
    if step is not None and (binary or step <= 0):
        raise keys["step"].refuse(
            "step phải lớn hơn 0 và không dùng cùng binary", "step is above 0 and not used with binary"
        )
    return Criterion(keys["id"].text(), read_bilingual(keys["title"]), keys["maximum"].number(), binary, step)


def _expect_sum(cursor: Cursor, maximum: Fraction, parts: list[Fraction]) -> None:
    total = sum(parts, Fraction(0))
    if total != maximum:
        raise cursor.refuse(
            f"tổng điểm tối đa bên dưới là {total}, không phải {maximum}",
            f"the maxima below add up to {total}, not {maximum}",
        )

"""Reads what looks beyond one sheet: longer periods, the cap on the top class, coefficients of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpi_es.rulebook.clauses import Clauses, read_bilingual
from kpi_es.rulebook.declarations import NOTHING, fact_kinds
from kpi_es.rulebook.documents import Cursor
from kpi_es.rulebook.language.scope import TRUTH, Kind, Scope, number, word
from kpi_es.rulebook.rule_set import At, CapRules, Clause, Definition, PeriodClass, PeriodRules
from kpi_es.rulebook.sheet_rules import ROLE_KIND, expect_name, read_statuses

PERIODS: tuple[At, ...] = ("quarter", "half_year", "year")


def read_periods(
    cursor: Cursor,
    clauses: Clauses,
    codes: tuple[str, ...],
    by_score: tuple[str, ...],
    facts: frozenset[str],
) -> tuple[dict[str, PeriodRules], dict[At, Scope]]:
    """Return the longer periods, and the scopes in which conditions on them are read.

    `by_score` are the class codes again, empty where a score alone does not tell a class.
    """
    entry = {"score": number("points"), "scored": TRUTH}
    if by_score:
        entry["entry_class"] = word(*by_score)
    found: dict[str, PeriodRules] = {}
    scopes: dict[At, Scope] = {}
    for name, place in cursor.pairs():
        if name not in PERIODS:
            raise place.refuse(
                f"kỳ lạ {name[:40]!r}; được dùng: {', '.join(PERIODS)}",
                f"unknown period {name[:40]!r}; allowed: {', '.join(PERIODS)}",
            )
        found[name], scopes[name] = _period(name, place, clauses, codes, facts, entry)
    return found, scopes


def _period(
    name: At,
    cursor: Cursor,
    clauses: Clauses,
    codes: tuple[str, ...],
    facts: frozenset[str],
    entry: Mapping[str, Kind],
) -> tuple[PeriodRules, Scope]:
    keys = cursor.entries("title", "entries", "scores", optional=("sums", "statuses", "classes"))
    known = ROLE_KIND | fact_kinds(facts) | {"periods": number("count"), "months_worked": number("months")}
    known["absence"] = word("none", "maternity", "sick", "unpaid")
    scope = replace(clauses.scope(known, entry), later=frozenset(), elsewhere=clauses.on_sheet)
    sums, scope = clauses.definitions(keys["sums"], scope) if "sums" in keys else ((), scope)
    statuses = read_statuses(keys, clauses, scope)
    scores, scope = clauses.definitions(keys["scores"], scope)
    classes = _period_classes(keys["classes"], codes, clauses, scope) if "classes" in keys else ()
    if not classes:
        expect_name(keys["scores"], "mean", scores)
    entries = tuple(item.whole() for item in keys["entries"].items())
    return PeriodRules(name, read_bilingual(keys["title"]), entries, sums, statuses, scores, classes), scope


def _period_classes(cursor: Cursor, codes: tuple[str, ...], clauses: Clauses, scope: Scope) -> tuple[PeriodClass, ...]:
    *places, last = cursor.items() or [cursor]
    found: list[PeriodClass] = []
    for item in places:
        keys = item.entries("code", "when", "source")
        source = keys["source"].text()
        formula = clauses.formula(keys["when"], scope, TRUTH)
        when = Clause(formula, clauses.article(keys["source"], formula))
        found.append(PeriodClass(keys["code"].choice(*codes), when, source))
    keys = last.entries("code", "source")
    return (*found, PeriodClass(keys["code"].choice(*codes), None, keys["source"].text()))


def read_cap(cursor: Cursor, clauses: Clauses, codes: tuple[str, ...]) -> CapRules:
    """Return the cap on the top class."""
    keys = cursor.entries("title", "period", "limits", "allowed")
    if len(codes) < 2:
        raise cursor.refuse(
            "cap cần ít nhất hai mức xếp loại có starts", "a cap needs at least two classes told by starts"
        )
    facts = dict.fromkeys(("top", "next", "rated"), number("count")) | {"outstanding": TRUTH}
    limits, _ = clauses.definitions(keys["limits"], clauses.scope(facts))
    expect_name(keys["limits"], "limit", limits)
    sums = {"agency_limit": number("count"), "sum_of_group_limits": number("count")}
    allowed, _ = clauses.definitions(keys["allowed"], clauses.scope(sums))
    expect_name(keys["allowed"], "allowed", allowed)
    period = keys["period"].choice("month", "quarter", "year")
    return CapRules(period, read_bilingual(keys["title"]), limits, allowed)


def read_coefficient(cursor: Cursor, clauses: Clauses) -> tuple[Definition, ...]:
    """Return how the coefficient of a catalogue item comes from its points and those of the standard item."""
    scope = clauses.scope({"points": number("points"), "standard": number("points")})
    definitions, _ = clauses.definitions(cursor, replace(scope, positive=frozenset({"standard"})))
    expect_name(cursor, "coefficient", definitions)
    return definitions


def read_display(keys: Mapping[str, Cursor], clauses: Clauses) -> int:
    """Return the decimals shown; two where the rule set does not say."""
    if "display" not in keys:
        return 2
    place = keys["display"].entries("decimals")["decimals"]
    decimals = clauses.formula(place, clauses.scope({}), number("decimals")).run(NOTHING)
    if decimals not in range(13):
        raise place.refuse("phải là số nguyên từ 0 đến 12", "must be a whole number from 0 to 12")
    return int(decimals)

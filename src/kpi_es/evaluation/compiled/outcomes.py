"""Status, class and outputs of every row, after everything has been calculated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from kpi_es.evaluation.compiled import quantities
from kpi_es.evaluation.compiled.classes import PLACE, code_of, null_where
from kpi_es.evaluation.compiled.formulas import is_one_of
from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.stages import DOUBT, Stage
from kpi_es.rulebook.rule_set import RuleSet, StatusRule

ENDED = "ended as"


def stop(stage: Stage, rules: Iterable[StatusRule]) -> None:
    """Store the status that ends a calculation, NULL where it goes on; what can not be told ends nothing."""
    cases: list[tuple[Column, str]] = []
    for rule in rules:
        holds = cast(Column, stage.term(rule.when.formula.tree).content)
        cases.append((holds.fill_null(False), rule.status))
    stage.table = stage.table.mutate(**{ENDED: ibis.cases(*cases) if cases else ibis.null("string")})


def outcome(  # a result has as many parts
    rule_set: RuleSet, stage: Stage, key: str, needed: str | None, early: Sequence[str], later: Sequence[str]
) -> Any:
    """Return key, `status`, `class`, `near` and the outputs.

    `needed` is the number without which there is no score; `early` outputs are there even where the calculation
    ended with a status, `later` ones are not.
    """
    table = stage.table
    status = [(~_applies(rule_set, table), "not_applicable"), (table[ENDED].notnull(), table[ENDED])]
    doubt = table[DOUBT]
    if rule_set.subject == "organisation":
        doubt = doubt | (table["role"] != "organisation")
    if needed is not None:
        main = stage.names[needed]
        lacking = main.presence.isnull()
        status.append((lacking, "unknown"))
        if main.beside is not None:
            doubt = doubt | (lacking & main.beside)
    if rule_set.classes:
        status.append((table[PLACE].isnull(), "unknown"))
    table = table.mutate(status=ibis.cases(*status, else_="scored"), near=doubt.fill_null(True))
    place = table[PLACE] if rule_set.classes else ibis.null("int32")
    code = null_where(table["status"] != "scored", code_of(rule_set, place), "string")
    return table.select(key, "status", "near", **{"class": code}, **_outputs(stage, table, early, later))


def _applies(rule_set: RuleSet, table: Any) -> Column:
    if rule_set.subject == "organisation":
        return ibis.literal(True)
    return is_one_of(table["role"], rule_set.roles)


def _outputs(stage: Stage, table: Any, early: Sequence[str], later: Sequence[str]) -> dict[str, Column]:
    none = table["status"] == "not_applicable"
    ended = none | table[ENDED].notnull()
    return {
        name: null_where(rows, quantities.value_of(stage.names[name].quantity), "float64")
        for names, rows in ((early, none), (later, ended))
        for name in names
    }

"""How many may hold the top class in every agency: the compiled counterpart of `evaluate_cap`."""

from __future__ import annotations

from typing import Any

from kpi_es.evaluation.compiled import quantities
from kpi_es.evaluation.compiled.classes import place_by_score
from kpi_es.evaluation.compiled.columns import Columns
from kpi_es.evaluation.compiled.formulas import Term
from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.quantities import Exact
from kpi_es.evaluation.compiled.sheets import constants
from kpi_es.evaluation.compiled.stages import DOUBT, Stage
from kpi_es.evaluation.compiled.totals import any_of
from kpi_es.rulebook.rule_set import CapRules, RuleSet

AGENCY, GROUP = "agency", "group"
MOST_PEOPLE = 10**6
_COUNTS = ("top", "next", "rated")


def compile_caps(rule_set: RuleSet, agencies: Any, members: Any, columns: Columns) -> tuple[Any, Any]:
    """Return one row an agency with `status`, `near`, `allowed`, and one row a group with `near`, `allowed_by_group`.

    `agencies` has `agency` and `outstanding`; `members` has `agency`, `group` and `score`, NULL for no score.
    A rule set without a cap gives `not_applicable`.
    """
    if rule_set.cap is None:
        nothing = {
            "status": ibis.literal("not_applicable"),
            "near": ibis.literal(False),
            "allowed": ibis.null("float64"),
        }
        groups = members.select(AGENCY, GROUP).distinct()
        none = {"near": ibis.literal(False), "allowed_by_group": ibis.null("float64")}
        return agencies.select(AGENCY, **nothing), groups.mutate(**none)
    counted = _counted(rule_set, members, columns)
    groups = _limits(rule_set, rule_set.cap, agencies, counted.group_by([AGENCY, GROUP]).aggregate(**_totals(counted)))
    whole = _limits(rule_set, rule_set.cap, agencies, counted.group_by(AGENCY).aggregate(**_totals(counted)))
    by_group = groups.select(AGENCY, GROUP, near=groups[DOUBT], allowed_by_group=groups["limit"])
    return _allowed(rule_set, rule_set.cap, agencies, whole, groups), by_group


def _counted(rule_set: RuleSet, members: Any, columns: Columns) -> Any:
    stage = Stage(members, constants(rule_set))
    stage.number("score", "score", columns, unknown=True)
    doubts: list[Column] = []
    place = place_by_score(rule_set, stage.names["score"], doubts)
    for rows in doubts:
        stage.doubt(rows.fill_null(False))
    return stage.table.mutate(**{"class place": place})


def _totals(counted: Any) -> dict[str, Column]:
    place = counted["class place"]
    return {
        "top": (place == 0).fill_null(False).cast("int32").sum(),
        "next": (place == 1).fill_null(False).cast("int32").sum(),
        "rated": place.count(),
        DOUBT: any_of(counted[DOUBT]),
    }


def _limits(rule_set: RuleSet, cap: CapRules, agencies: Any, counts: Any) -> Any:
    """Return the counts with the column `limit`."""
    joined = counts.join(agencies.select(AGENCY, "outstanding"), AGENCY)
    stage = Stage(joined, constants(rule_set))
    for name in _COUNTS:
        stage.names[name] = Term(Exact(joined[name].cast("float64"), 0, MOST_PEOPLE))
    stage.given("outstanding", joined["outstanding"])
    stage.doubt(stage.table["rated"] > MOST_PEOPLE)
    stage.define(cap.limits, ("staff",))
    return stage.table.mutate(limit=_whole(stage.names["limit"]))


def _whole(limit: Term) -> Column:
    """The exact interpreter takes the limit as a whole number, cut off towards zero."""
    value = quantities.value_of(limit.quantity)
    return (value < 0).ifelse(value.ceil(), value.floor()).cast("float64")


def _allowed(rule_set: RuleSet, cap: CapRules, agencies: Any, whole: Any, groups: Any) -> Any:
    by_group = groups.group_by(AGENCY).aggregate(
        sum_of_group_limits=groups["limit"].sum(), groups_doubt=any_of(groups[DOUBT])
    )
    agency = whole.select(AGENCY, agency_limit=whole["limit"], agency_doubt=whole[DOUBT])
    joined = agencies.select(AGENCY).left_join(agency, AGENCY).drop(f"{AGENCY}_right")
    joined = joined.left_join(by_group, AGENCY).drop(f"{AGENCY}_right")
    numbers = {name: joined[name].fill_null(0.0) for name in ("agency_limit", "sum_of_group_limits")}
    joined = joined.mutate(**numbers)
    stage = Stage(joined, constants(rule_set))
    for name in numbers:
        stage.names[name] = Term(Exact(stage.table[name], -MOST_PEOPLE, MOST_PEOPLE))
    for name in ("agency_doubt", "groups_doubt"):
        stage.doubt(stage.table[name].fill_null(False))
    stage.define(cap.allowed, ("staff",))
    allowed = quantities.value_of(stage.names["allowed"].quantity)
    return stage.table.select(AGENCY, status=ibis.literal("scored"), near=stage.table[DOUBT], allowed=allowed)

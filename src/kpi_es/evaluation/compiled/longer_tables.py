"""Years and caps as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kpi_es.evaluation.compiled.caps import AGENCY, GROUP
from kpi_es.evaluation.compiled.classes import fact_column
from kpi_es.evaluation.compiled.columns import MOST_ITEMS, Columns, Nearest, Parts, exactness
from kpi_es.evaluation.compiled.libraries import ArrowTable, arrow
from kpi_es.evaluation.compiled.sheets import EXACT_ONLY
from kpi_es.evaluation.compiled.tables import fitting_parts
from kpi_es.evaluation.compiled.years import UNIT_CLASS, YEAR
from kpi_es.evaluation.facts import CapFacts, YearFacts
from kpi_es.rulebook.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class YearTables:
    """The tables of a group of years, and what is known of their columns."""

    years: ArrowTable
    scores: ArrowTable
    columns: Columns


@dataclass(frozen=True, slots=True)
class CapTables:
    """The tables of a group of agencies, and what is known of their columns."""

    agencies: ArrowTable
    members: ArrowTable
    columns: Columns


def year_tables(rule_set: RuleSet, facts: Mapping[int, YearFacts]) -> YearTables:
    """Return years, by a whole number that names each, as columns.

    Scores have exact parts where all of them fit, and are the nearest doubles otherwise. A year whose months do not
    fit their parts, or whose unit has a class that the rule set does not know, is `exact_only`.
    """
    heads = [_head(rule_set, key, year) for key, year in facts.items()]
    months = fitting_parts([year.months_worked for year in facts.values()])
    for head in heads:
        worked = head["months_worked"] * months.scale
        fits = worked.denominator == 1 and months.low <= worked <= months.high
        head["months_worked"], head[EXACT_ONLY] = int(worked) if fits else 0, head[EXACT_ONLY] or not fits
    scores = [(key, score) for key, year in facts.items() for score in year.scores]
    given, known = score_columns([score for _, score in scores])
    below = arrow.table({YEAR: arrow.array([key for key, _ in scores], arrow.int64()), **given})
    columns = Columns({"months_worked": months, "score": known}, MOST_ITEMS)
    return YearTables(arrow.Table.from_pylist(heads, schema=_schema(rule_set)), below, columns)


def cap_tables(facts: Mapping[int, CapFacts]) -> CapTables:
    """Return agencies, by a whole number that names each, as columns."""
    agencies = {
        AGENCY: arrow.array(facts, arrow.int64()),
        "outstanding": arrow.array([each.outstanding for each in facts.values()], arrow.bool_()),
    }
    rows = [(key, g.group, score) for key, each in facts.items() for g in each.groups for score in g.scores]
    given, known = score_columns([score for *_, score in rows])
    members = {
        AGENCY: arrow.array([key for key, *_ in rows], arrow.int64()),
        GROUP: arrow.array([group for _, group, _ in rows], arrow.string()),
        **given,
    }
    return CapTables(arrow.table(agencies), arrow.table(members), Columns({"score": known}, MOST_ITEMS))


def score_columns(scores: Sequence[Fraction | None]) -> tuple[dict[str, Any], Parts | Nearest]:
    """Return scores as whole parts where all of them fit, else as the doubles nearest to them."""
    parts = fitting_parts([score for score in scores if score is not None])
    whole = [None if score is None else score * parts.scale for score in scores]
    if all(each is None or (each.denominator == 1 and parts.low <= each <= parts.high) for each in whole):
        return {"score": arrow.array([None if each is None else int(each) for each in whole], arrow.int64())}, parts
    nearest = [None if score is None else float(score) for score in scores]
    exact = [score is None or Fraction(near or 0.0) == score for score, near in zip(scores, nearest, strict=True)]
    return {
        "score": arrow.array(nearest, arrow.float64()),
        exactness("score"): arrow.array(exact, arrow.bool_()),
    }, Nearest()


def _head(rule_set: RuleSet, key: int, year: YearFacts) -> dict[str, Any]:
    unknown_class = year.unit_class is not None and year.unit_class not in rule_set.class_codes
    return {
        YEAR: key,
        "role": year.role,
        "absence": year.absence,
        "months_worked": year.months_worked,
        UNIT_CLASS: year.unit_class,
        EXACT_ONLY: unknown_class,
        **{fact_column(fact): fact in year.facts for fact in rule_set.known_facts},
    }


def _schema(rule_set: RuleSet) -> Any:
    words = [("role", arrow.string()), ("absence", arrow.string()), (UNIT_CLASS, arrow.string())]
    truths = [(name, arrow.bool_()) for name in (EXACT_ONLY, *map(fact_column, sorted(rule_set.known_facts)))]
    return arrow.schema([(YEAR, arrow.int64()), ("months_worked", arrow.int64()), *words, *truths])

"""Evaluation: stated facts and a rule set in, an exact, explained result out. Nothing is read or written."""

from kpi_es.evaluation.cap import evaluate_cap
from kpi_es.evaluation.coefficient import evaluate_coefficient
from kpi_es.evaluation.facts import (
    CapFacts,
    CapGroup,
    CoefficientFacts,
    FactRefused,
    LineFacts,
    SheetFacts,
    YearFacts,
)
from kpi_es.evaluation.period import evaluate_period_mean, evaluate_year
from kpi_es.evaluation.receipt import Receipt
from kpi_es.evaluation.result import Result, Step
from kpi_es.evaluation.rounding import format_percent, format_points, round_half_up
from kpi_es.evaluation.sheet import evaluate_sheet

__all__ = [
    "CapFacts",
    "CapGroup",
    "CoefficientFacts",
    "FactRefused",
    "LineFacts",
    "Receipt",
    "Result",
    "SheetFacts",
    "Step",
    "YearFacts",
    "evaluate_cap",
    "evaluate_coefficient",
    "evaluate_period_mean",
    "evaluate_sheet",
    "evaluate_year",
    "format_percent",
    "format_points",
    "round_half_up",
]

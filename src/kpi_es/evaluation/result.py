"""What an evaluation gives: outputs, a status, a class, and the trace that explains each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpi_es.rulebook.rule_set import Bilingual, Status

UNKNOWN = "unknown"
"""Stands in a trace where a value is not known yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation: a name, the rule set's own formula, what went in and what came out.

    `inputs` are exact numbers or words, `unknown` for what is not known yet; an input of a task line is named
    `name[line]`. `article` is the clause behind the step. `line` is set for the steps of one task line, and
    `sources` are the ids of the events behind it.
    """

    name: str
    formula: str
    inputs: tuple[tuple[str, Fraction | str], ...]
    value: Fraction | str
    article: str
    title: Bilingual
    line: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one evaluation.

    `outputs` holds the exact value of everything that could be calculated: ratios as shares (1 = 100 %),
    points as points. `class_code` is None unless `status` is `scored`. `trace` is empty when not asked for.
    """

    rule_set_id: str
    rule_set_hash: str
    status: Status
    outputs: Mapping[str, Fraction]
    class_code: str | None
    trace: tuple[Step, ...] = ()

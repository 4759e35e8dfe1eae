"""A classification round as it can be told: everybody's class and why it is not, or not only, that of the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundEntry
from kpi_es.domain.petition import PetitionStatus
from kpi_es.evaluation.classes import level_of
from kpi_es.rulebook import RuleSet

Why: TypeAlias = Literal["discipline", "unit", "equal", "group", "agency", "leave"]
"""Why a class is not, or not only, that of the score."""


@dataclass(frozen=True)
class Classed:
    """One person's year: the mean, the class by score and facts, the class decided, and why they differ."""

    staff: str
    unit: str
    group: str | None
    mean: Fraction | None
    class_before_cap: str | None
    class_code: str | None
    why: tuple[Why, ...]
    months_worked: Fraction


@dataclass(frozen=True)
class GroupTold:
    """A group with similar duties: how many have the top class by score, how many the next, how many may have it.

    `allowed` is None while nothing is proposed.
    """

    title: str
    top: int
    following: int
    allowed: int | None


@dataclass(frozen=True)
class RoundTold:
    """Groups and classes, with the names of units by code, and of people and their petitions by staff id."""

    groups: tuple[GroupTold, ...]
    classed: tuple[Classed, ...]
    unit_names: Mapping[str, str]
    petitions: Mapping[str, PetitionStatus]
    names: Mapping[str, str]


def told_groups(state: ClassificationRound, entries: Mapping[str, RoundEntry], rules: RuleSet) -> tuple[GroupTold, ...]:
    """Return the groups with similar duties, with the places the last proposal counted."""
    return tuple(_groups(state, entries, rules))


def told_entry(entry: RoundEntry, state: ClassificationRound, rules: RuleSet) -> Classed:
    """Return one candidate's class and the reasons."""
    title = next((group.title for group in state.groups if group.code == entry.group), None)
    why = tuple(_reasons(entry, state, rules))
    return Classed(
        entry.staff, entry.unit, title, entry.mean, entry.class_before_cap, entry.class_code, why, entry.months_worked
    )


def _reasons(entry: RoundEntry, state: ClassificationRound, rules: RuleSet) -> Iterator[Why]:
    if entry.facts:
        yield "discipline"
    elif _by_score(rules, entry.mean) not in (None, entry.class_before_cap):
        yield "unit"
    if any(entry.staff in people for people in state.orders):
        yield "equal"
    if entry.moved_by is not None:
        yield entry.moved_by
    if entry.absence != "none":
        yield "leave"


def told_head(review: AnnualReview, rules: RuleSet) -> Classed:
    """Return the year of the head of the agency, whom no cap and no group reaches (Art 10.2a)."""
    decision = review.decision
    if decision is None:
        raise ValueError(f"{review.staff} has no class of {review.year}")
    mean, given = decision.mean, decision.class_code
    why: tuple[Why, ...] = ("unit",) if _by_score(rules, mean) not in (None, given) else ()
    if decision.acts:
        why = ("discipline",)
    return Classed(review.staff, review.unit, None, mean, decision.class_before_cap, given, why, Fraction(12))


def _groups(state: ClassificationRound, entries: Mapping[str, RoundEntry], rules: RuleSet) -> Iterator[GroupTold]:
    proposal = state.proposal
    limits: Mapping[str, int] = proposal.group_limits if proposal is not None else {}
    top, following, *_ = rules.class_codes
    for group in state.groups:
        before = [entries[staff].class_before_cap for staff in group.members if staff in entries]
        yield GroupTold(group.title, before.count(top), before.count(following), limits.get(group.code))


def _by_score(rules: RuleSet, mean: Fraction | None) -> str | None:
    """Return the class that the mean alone would give, None without a mean or where points give no class."""
    if mean is None or not rules.classes or rules.classes[0].starts is None:
        return None
    return level_of(rules, mean).code

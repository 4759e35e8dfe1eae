"""How an annual review comes to be: by `open_review`, or with the round of the agency."""

from __future__ import annotations

from datetime import date

from kpi_commands.authority import evaluated_post
from kpi_commands.context import Context
from kpi_commands.refusals import CLASS_DECIDED, NO_YEAR_RULES, YEAR_IN_FUTURE
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import ReviewOpened
from kpi_es.rulebook import RuleSet


def year_rules(context: Context, year: int) -> RuleSet:
    """Return the rule set by which the agency classifies a year: the one adopted for its end, or for today.

    Refuses a year that has not begun and a rule set without rules for a person's year.
    """
    if year > context.today.year:
        raise YEAR_IN_FUTURE.because(year=year, today=context.today)
    rule_set = context.rule_set_on(min(context.valid_on, date(year, 12, 31)))
    if rule_set.subject != "person" or "year" not in rule_set.periods or not rule_set.classes:
        raise NO_YEAR_RULES.because(rule_set=rule_set.id, group="—")
    return rule_set


def opening(review: AnnualReview, rule_set: RuleSet, context: Context) -> ReviewOpened:
    """Return the event that opens a review in the post held on the day of the act, or takes it over (Art 19.1).

    Refuses somebody whom the agency does not evaluate that day, a group the rules do not reach, and a review that
    another agency already decided.
    """
    post = evaluated_post(context, review.staff, context.valid_on)
    member = context.staff_member(review.staff)
    if not rule_set.covers(min(context.valid_on, date(review.year, 12, 31)), member.group):
        raise NO_YEAR_RULES.because(rule_set=rule_set.id, group=member.group)
    if review.decision is not None:
        raise CLASS_DECIDED.because(staff=review.staff, year=review.year)
    return ReviewOpened(
        **context.stamp(review),
        staff=review.staff,
        year=review.year,
        agency=post.agency,
        unit=post.unit,
        post=post.post,
        role=post.role,
        group=member.group,
        rule_set=rule_set.id,
        rule_set_hash=rule_set.hash,
        from_agency=review.agency or None,
    )

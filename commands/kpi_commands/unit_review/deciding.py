"""What a decision about a unit rests on: the units below, the rules, and the cap among the agency's units."""

from __future__ import annotations

from kpi_commands.context import Context
from kpi_commands.refusals import REASON_REQUIRED
from kpi_commands.review.review_command import require_class
from kpi_commands.unit_review.unit_review_command import require_unit, unit_day, unit_review_of
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.unit_review import UnitReview
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.round_cap import Standing, settle
from kpi_es.evaluation.unit_year import score_unit
from kpi_es.rulebook import RuleSet


def scored(review: UnitReview, context: Context) -> Result:
    """Return the unit's year under its rule set. Refuses one not assessed, and one before the units below (Art 9.1)."""
    if review.assessment is None:
        raise NOT_ASSESSED.because(unit=review.unit, year=review.year)
    require_unit(context, review.unit, review.year)
    below = {
        unit: unit_review_of(context, unit, review.year).class_code
        for unit in context.agency().subunits_on(review.unit, unit_day(context, review.year))
    }
    undecided = [unit for unit, class_code in below.items() if class_code is None]
    if undecided:
        raise LOWER_UNITS_FIRST.because(unit=review.unit, units=", ".join(undecided))
    classes = [class_code for class_code in below.values() if class_code is not None]
    return score_unit(context.rule_set(review.rule_set), review.assessment, classes)


def decided_class(review: UnitReview, result: Result, stated: str | None, outstanding: bool, context: Context) -> str:
    """Return the class to decide: the calculated one, or the stated one where the law leaves room for it.

    The authority states a class, with a reason, where the rules give none, to go below it, or where the cap is full.
    """
    rule_set = context.rule_set(review.rule_set)
    class_code = stated or result.class_code
    if class_code is None:
        raise CLASS_DUE.because(unit=review.unit)
    require_class(rule_set, class_code)
    codes = rule_set.class_codes
    if result.class_code is not None and codes.index(class_code) < codes.index(result.class_code):
        raise ABOVE_CALCULATED.because(unit=review.unit, class_code=class_code, calculated=result.class_code)
    if result.class_code is None and class_code == codes[0]:
        raise ABOVE_CALCULATED.because(unit=review.unit, class_code=class_code, calculated="—")
    if class_code != result.class_code and context.command.reason is None:
        raise REASON_REQUIRED.because()
    if class_code == codes[0] and review.unit != context.agency().root_unit:
        _require_place(review, rule_set, outstanding, context)
    return class_code


def _require_place(review: UnitReview, rule_set: RuleSet, outstanding: bool, context: Context) -> None:
    """Refuse the top class beyond the cap among the units the authority classes (Art 8.5), as far as assessed."""
    people = [_standing(review, rule_set, context)]
    agency = context.agency()
    day = unit_day(context, review.year)
    others = [u for u in agency.units_below(agency.root_unit, day) if u not in (agency.root_unit, review.unit)]
    reviews = [unit_review_of(context, unit, review.year) for unit in others]
    people += [_standing(each, rule_set, context) for each in reviews if each.assessment is not None]
    settled = settle(rule_set, people, outstanding=outstanding, ties_move_down=True)
    holders = sum(each.class_code == rule_set.class_codes[0] for each in reviews)
    if settled.allowed is not None and holders + 1 > settled.allowed:
        raise UNIT_CAP_EXCEEDED.because(unit=review.unit, allowed=settled.allowed, holders=holders)


def _standing(review: UnitReview, rule_set: RuleSet, context: Context) -> Standing:
    """Return a unit before the cap: its class as decided, else as calculated from its own assessment."""
    assert review.assessment is not None
    below = context.agency().subunits_on(review.unit, unit_day(context, review.year))
    classes = [unit_review_of(context, unit, review.year).class_code for unit in below]
    result = score_unit(rule_set, review.assessment, [each for each in classes if each is not None])
    total = result.outputs.get("total")
    return Standing(review.unit, "units", total, review.class_code or result.class_code)


NOT_ASSESSED = Refusal(
    "unit_review.not_assessed",
    "Điều 9.2a Nghị định 335/2025/NĐ-CP",
    "Đơn vị {unit} chưa tự đánh giá năm {year}.",
    "The unit {unit} has not assessed its year {year}.",
)
LOWER_UNITS_FIRST = Refusal(
    "unit_review.lower_units_first",
    "Điều 9.1 Nghị định 335/2025/NĐ-CP",
    "Phải xếp loại các đơn vị cấp dưới của {unit} trước: {units}.",
    "The units below {unit} are classed first: {units}.",
)
CLASS_DUE = Refusal(
    "unit_review.class_due",
    "Điều 8 Nghị định 335/2025/NĐ-CP",
    "Nghị định không cho mức xếp loại của {unit}; người có thẩm quyền phải nêu mức và lý do.",
    "The decree gives no class for {unit}; the authority states one and the reason.",
)
ABOVE_CALCULATED = Refusal(
    "unit_review.above_calculated",
    "Điều 8 Nghị định 335/2025/NĐ-CP",
    "Mức {class_code} cao hơn mức {calculated} mà điểm và nhiệm vụ của {unit} cho phép.",
    "The class {class_code} is above {calculated}, which points and tasks give {unit}.",
)
UNIT_CAP_EXCEEDED = Refusal(
    "unit_review.cap_exceeded",
    "Điều 8.5 Nghị định 335/2025/NĐ-CP",
    "Chỉ {allowed} đơn vị được mức cao nhất và đã có {holders}; {unit} phải ở mức thấp hơn, kèm lý do.",
    "Only {allowed} units may hold the top class and {holders} do; {unit} gets a lower one, with a reason.",
)

"""The events of a person's annual review in words; each function takes the event and the review before it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.annual_review_events import (
    ClassDecided,
    ClassDecisionReplaced,
    ClassNotified,
    ClassProposed,
    ClassPublished,
    ClassSelfAssessed,
    DecidingFactStated,
    DecidingFactWithdrawn,
    PartyOpinionGiven,
    ReviewMeetingRecorded,
    ReviewOpened,
    ReviewPetitionAnswered,
    ReviewPetitionFiled,
)
from kpi_es.domain.event import Event
from kpi_es.evaluation.rounding import format_points
from kpi_projections.history.phrases import OUTCOMES, ROLES, Words, both, day, of, term_words

CLASSES: Mapping[str, Words] = {
    "HTXS": Words("hoàn thành xuất sắc nhiệm vụ (HTXS)", "excellent (HTXS)"),
    "HTT": Words("hoàn thành tốt nhiệm vụ (HTT)", "good (HTT)"),
    "HT": Words("hoàn thành nhiệm vụ (HT)", "completed (HT)"),
    "KHT": Words("không hoàn thành nhiệm vụ (KHT)", "not completed (KHT)"),
}
STATUSES: Mapping[str, Words] = {
    "not_classified": Words("không xếp loại", "not classified"),
    "insufficient_data": Words("chưa đủ dữ liệu", "insufficient data"),
    "not_applicable": Words("không thuộc diện áp dụng", "not applicable"),
    "unknown": Words("chưa xác định", "not known yet"),
}
FORMS: Mapping[str, Words] = {
    "electronic": Words("trên môi trường điện tử", "electronically"),
    "notice_board": Words("niêm yết tại cơ quan", "on the notice board"),
    "meeting": Words("tại cuộc họp", "at a meeting"),
}
CAUSES: Mapping[str, Words] = {
    "petition": Words("theo kiến nghị", "after a petition"),
    "superseding_decision": Words("theo Điều 21.3", "under Art 21.3"),
    "round_recalculated": Words("do tính lại cả đợt", "because the round was counted again"),
}


def class_words(class_code: str | None, status: str = "unknown") -> Words:
    """Return a class in words, or the reason why there is none."""
    return of(STATUSES, status) if class_code is None else of(CLASSES, class_code)


def mean_words(mean: Fraction | None) -> Words:
    """Return a mean with two decimals for display, nothing where there is none."""
    if mean is None:
        return Words("", "")
    return Words(f", điểm trung bình {format_points(mean, 2, 'vi')}", f", mean {format_points(mean, 2, 'en')}")


def late_words(late: bool) -> Words:
    """Return the remark on a late decision or answer."""
    return Words("; quá thời hạn", "; late") if late else Words("", "")


def _opened(event: ReviewOpened, review: AnnualReview) -> Words:
    del review
    role, taken_over = of(ROLES, event.role), event.from_agency
    return both(
        f"Mở phiếu xếp loại năm {event.year} của {event.staff}, {event.post} ({role.vi}) tại {event.unit}, "
        f"{event.agency}, theo bộ quy tắc {event.rule_set}" + (f"; nhận từ {taken_over}" if taken_over else ""),
        f"Opened the annual review of {event.staff} for {event.year}, {event.post} ({role.en}) in {event.unit}, "
        f"{event.agency}, under the rule set {event.rule_set}"
        + (f"; taken over from {taken_over}" if taken_over else ""),
    )


def _self_assessed(event: ClassSelfAssessed, review: AnnualReview) -> Words:
    now = class_words(event.class_code)
    vi, en = now.vi, now.en
    if review.self_class is not None and review.self_class != event.class_code:
        former = class_words(review.self_class)
        vi, en = f"{former.vi} → {vi}", f"{former.en} → {en}"
    return both(
        f"{event.staff} tự xếp loại năm {event.year}: {vi}", f"{event.staff} self-classified {event.year}: {en}"
    )


def _met(event: ReviewMeetingRecorded, review: AnnualReview) -> Words:
    del review
    written_vi = f", {len(event.in_writing)} ý kiến bằng văn bản" if event.in_writing else ""
    written_en = f", {len(event.in_writing)} opinions in writing" if event.in_writing else ""
    return both(
        f"Họp nhận xét {event.staff} năm {event.year} ngày {day(event.valid_on)} do {event.presided_by} chủ trì, "
        f"{event.present}/{event.invited} người dự{written_vi}; biên bản “{event.minutes.name}” đã thông qua",
        f"Meeting about {event.staff} and {event.year} on {day(event.valid_on)}, presided by {event.presided_by}, "
        f"{event.present} of {event.invited} present{written_en}; minutes “{event.minutes.name}” adopted",
    )


def _party_opinion(event: PartyOpinionGiven, review: AnnualReview) -> Words:
    del review
    return both(
        f"Ý kiến của {event.committee} về {event.staff} năm {event.year}: “{event.opinion}”",
        f"Opinion of {event.committee} on {event.staff} for {event.year}: “{event.opinion}”",
    )


def _fact_stated(event: DecidingFactStated, review: AnnualReview) -> Words:
    del review
    return both(
        f"Ghi nhận kết luận {event.fact} về {event.staff} cho năm {event.year} ({event.conclusion})",
        f"Conclusion {event.fact} about {event.staff} stated for {event.year} ({event.conclusion})",
    )


def _fact_withdrawn(event: DecidingFactWithdrawn, review: AnnualReview) -> Words:
    del review
    return both(
        f"Rút kết luận {event.fact} về {event.staff} cho năm {event.year}",
        f"Conclusion {event.fact} about {event.staff} withdrawn for {event.year}",
    )


def _proposed(event: ClassProposed, review: AnnualReview) -> Words:
    del review
    proposed, mean = class_words(event.class_code), mean_words(event.mean)
    return both(
        f"Đề xuất mức xếp loại năm {event.year} của {event.staff}: {proposed.vi}{mean.vi}",
        f"Proposed class of {event.staff} for {event.year}: {proposed.en}{mean.en}",
    )


def _decided(event: ClassDecided, review: AnnualReview) -> Words:
    del review
    now, mean, late = class_words(event.class_code, event.status), mean_words(event.mean), late_words(event.late)
    capped = event.class_before_cap not in (None, event.class_code)
    cap = class_words(event.class_before_cap) if capped else None
    return both(
        f"Quyết định xếp loại năm {event.year} của {event.staff}: {now.vi}{mean.vi}"
        + (f"; trước khi áp dụng tỷ lệ: {cap.vi}" if cap else "")
        + f" ({event.decision}){late.vi}",
        f"Class of {event.staff} for {event.year} decided: {now.en}{mean.en}"
        + (f"; before the cap: {cap.en}" if cap else "")
        + f" ({event.decision}){late.en}",
    )


def _replaced(event: ClassDecisionReplaced, review: AnnualReview) -> Words:
    former = next((each for each in review.decisions if each.event_id == event.replaces), None)
    old = class_words(event.former_class, former.status if former else "unknown")
    now, mean, cause = class_words(event.class_code, event.status), mean_words(event.mean), of(CAUSES, event.cause)
    return both(
        f"Thay quyết định xếp loại năm {event.year} của {event.staff} {cause.vi}: {old.vi} → {now.vi}{mean.vi} "
        f"({event.decision})",
        f"Decision about {event.staff} for {event.year} replaced {cause.en}: {old.en} → {now.en}{mean.en} "
        f"({event.decision})",
    )


def _notified(event: ClassNotified, review: AnnualReview) -> Words:
    del review
    until = term_words(event.petition_term)
    return both(
        f"Thông báo kết quả xếp loại năm {event.year} cho {event.staff}{until.vi}",
        f"{event.staff} was told the class of {event.year}{until.en}",
    )


def _published(event: ClassPublished, review: AnnualReview) -> Words:
    del review
    form = of(FORMS, event.form)
    return both(
        f"Công khai mức xếp loại năm {event.year} của {event.staff} {form.vi}",
        f"Class of {event.staff} for {event.year} made public {form.en}",
    )


def _petition(event: ReviewPetitionFiled, review: AnnualReview) -> Words:
    del review
    return both(
        f"{event.staff} kiến nghị lần {event.number} về xếp loại năm {event.year}: “{event.subject}”; "
        f"hạn trả lời {day(event.due_on)}",
        f"{event.staff} petitioned ({event.number}) about the class of {event.year}: “{event.subject}”; "
        f"answer due {day(event.due_on)}",
    )


def _answered(event: ReviewPetitionAnswered, review: AnnualReview) -> Words:
    del review
    outcome, late = of(OUTCOMES, event.outcome), late_words(event.late)
    return both(
        f"Trả lời kiến nghị lần {event.number} của {event.staff} về năm {event.year}: {outcome.vi}; "
        f"“{event.answer}”{late.vi}",
        f"Petition {event.number} of {event.staff} about {event.year} answered: {outcome.en}; "
        f"“{event.answer}”{late.en}",
    )


REVIEW_WORDS: Mapping[type[Event], Any] = {
    ReviewOpened: _opened,
    ClassSelfAssessed: _self_assessed,
    ReviewMeetingRecorded: _met,
    PartyOpinionGiven: _party_opinion,
    DecidingFactStated: _fact_stated,
    DecidingFactWithdrawn: _fact_withdrawn,
    ClassProposed: _proposed,
    ClassDecided: _decided,
    ClassDecisionReplaced: _replaced,
    ClassNotified: _notified,
    ClassPublished: _published,
    ReviewPetitionFiled: _petition,
    ReviewPetitionAnswered: _answered,
}

"""The events of classification rounds and of units' reviews in words; each function takes the event and the state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import (
    CandidatesChanged,
    GroupsFormed,
    HigherShareDecided,
    OpenClassStated,
    RoundDecided,
    RoundDecisionReplaced,
    RoundEntry,
    RoundOpened,
    RoundProposed,
    RoundPublished,
    TieResolved,
)
from kpi_es.domain.event import Event
from kpi_es.domain.unit_review import (
    UnitAssessed,
    UnitClassDecided,
    UnitClassNotified,
    UnitClassReplaced,
    UnitReview,
    UnitReviewOpened,
)
from kpi_es.evaluation.rounding import format_points
from kpi_projections.history.phrases import Words, both, listed, number_en, number_vi, of
from kpi_projections.history.words_of_reviews import FORMS, class_words, late_words


def _opened(event: RoundOpened, state: ClassificationRound) -> Words:
    del state
    count = len(event.candidates)
    return both(
        f"{event.agency} mở đợt xếp loại năm {event.year} cho {count} người, theo bộ quy tắc {event.rule_set}",
        f"{event.agency} opened the classification round of {event.year} for {count} people under {event.rule_set}",
    )


def _candidates(event: CandidatesChanged, state: ClassificationRound) -> Words:
    del state
    return both(
        f"Đổi danh sách xếp loại năm {event.year} của {event.agency}: thêm {listed(event.added, 'không ai')}; "
        f"bớt {listed(event.removed, 'không ai')}",
        f"List of the round of {event.agency} for {event.year} changed: added {listed(event.added, 'nobody')}; "
        f"removed {listed(event.removed, 'nobody')}",
    )


def _groups(event: GroupsFormed, state: ClassificationRound) -> Words:
    del state
    shown = "; ".join(f"{group.code} “{group.title}” ({len(group.members)})" for group in event.groups)
    return both(
        f"Lập nhóm tương đồng năm {event.year} của {event.agency}: {shown}",
        f"Groups with similar duties of {event.agency} for {event.year}: {shown}",
    )


def _share(event: HigherShareDecided, state: ClassificationRound) -> Words:
    del state
    now = Words("áp dụng", "applies") if event.outstanding else Words("không áp dụng", "does not apply")
    return both(
        f"Tỷ lệ xuất sắc cao hơn cho thành tích nổi trội năm {event.year} của {event.agency}: {now.vi} "
        f"({event.decision})",
        f"The higher share for outstanding achievement of {event.agency} in {event.year} {now.en} ({event.decision})",
    )


def _judged(event: OpenClassStated, state: ClassificationRound) -> Words:
    del state
    stated = class_words(event.class_code)
    return both(
        f"Người có thẩm quyền nhận định mức xếp loại năm {event.year} của {event.staff}: {stated.vi}",
        f"Class of {event.staff} for {event.year} by the authority's judgement: {stated.en}",
    )


def _proposed(event: RoundProposed, state: ClassificationRound) -> Words:
    del state
    cap_vi = "" if event.allowed is None else f"; tối đa {event.allowed} người ở mức cao nhất"
    cap_en = "" if event.allowed is None else f"; at most {event.allowed} at the top"
    ties = ", ".join(each.code for each in event.ties)
    return both(
        f"Đề xuất lần {event.number} mức xếp loại năm {event.year} của {event.agency}: {_counts(event.entries)}{cap_vi}"
        + (f"; bằng điểm ở mức cắt: {ties}" if ties else ""),
        f"Proposal {event.number} for {event.agency} and {event.year}: {_counts(event.entries)}{cap_en}"
        + (f"; ties at the cut: {ties}" if ties else ""),
    )


def _tie(event: TieResolved, state: ClassificationRound) -> Words:
    del state
    order = " > ".join(event.order)
    return both(
        f"Xếp thứ tự những người bằng điểm ({event.tie}) năm {event.year} của {event.agency}: {order}",
        f"People with equal means ({event.tie}) of {event.agency} for {event.year} put in order: {order}",
    )


def _decided(event: RoundDecided, state: ClassificationRound) -> Words:
    del state
    late = late_words(event.late)
    return both(
        f"{event.agency} quyết định xếp loại năm {event.year}: {_counts(event.entries)} ({event.decision}){late.vi}",
        f"{event.agency} decided the classes of {event.year}: {_counts(event.entries)} ({event.decision}){late.en}",
    )


def _published(event: RoundPublished, state: ClassificationRound) -> Words:
    del state
    form = of(FORMS, event.form)
    return both(
        f"{event.agency} công khai kết quả xếp loại năm {event.year} {form.vi}",
        f"{event.agency} made the classes of {event.year} public {form.en}",
    )


def _replaced(event: RoundDecisionReplaced, state: ClassificationRound) -> Words:
    del state
    moved = "; ".join(f"{each.staff}: {each.former_class or '—'} → {each.class_code or '—'}" for each in event.changes)
    return both(
        f"Thay quyết định xếp loại năm {event.year} của {event.agency}: {moved} ({event.decision})",
        f"Decision of {event.agency} for {event.year} replaced: {moved} ({event.decision})",
    )


def _counts(entries: Sequence[RoundEntry]) -> str:
    counts: dict[str, int] = {}
    for each in entries:
        name = each.class_code or "—"
        counts[name] = counts.get(name, 0) + 1
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _unit_opened(event: UnitReviewOpened, review: UnitReview) -> Words:
    del review
    return both(
        f"Mở xếp loại năm {event.year} của đơn vị {event.unit}, {event.agency}, theo bộ quy tắc {event.rule_set}",
        f"Opened the review of the unit {event.unit}, {event.agency}, for {event.year} under {event.rule_set}",
    )


def _unit_assessed(event: UnitAssessed, review: UnitReview) -> Words:
    del review
    points = sum((*event.general.values(), *event.items.values()), Fraction(0))
    proposed = class_words(event.proposed_class)
    return both(
        f"Đơn vị {event.unit} đánh giá năm {event.year}: {number_vi(points)} điểm, {len(event.tasks)} nhiệm vụ; "
        f"đề xuất {proposed.vi}",
        f"The unit {event.unit} assessed {event.year}: {number_en(points)} points, {len(event.tasks)} tasks; "
        f"proposes {proposed.en}",
    )


def _unit_decided(event: UnitClassDecided, review: UnitReview) -> Words:
    del review
    now, late, total = class_words(event.class_code), late_words(event.late), event.total
    vi = f", {format_points(total, 2, 'vi')} điểm" if total is not None else ""
    en = f", {format_points(total, 2, 'en')} points" if total is not None else ""
    return both(
        f"Xếp loại năm {event.year} của đơn vị {event.unit}: {now.vi}{vi} ({event.decision}){late.vi}",
        f"Class of the unit {event.unit} for {event.year}: {now.en}{en} ({event.decision}){late.en}",
    )


def _unit_replaced(event: UnitClassReplaced, review: UnitReview) -> Words:
    del review
    former, now = class_words(event.former_class), class_words(event.class_code)
    return both(
        f"Thay quyết định xếp loại năm {event.year} của đơn vị {event.unit}: {former.vi} → {now.vi} ({event.decision})",
        f"Decision about the unit {event.unit} for {event.year} replaced: {former.en} → {now.en} ({event.decision})",
    )


def _unit_notified(event: UnitClassNotified, review: UnitReview) -> Words:
    del review
    return both(
        f"Thông báo kết quả xếp loại năm {event.year} cho đơn vị {event.unit}",
        f"The unit {event.unit} was told its class of {event.year}",
    )


ROUND_WORDS: Mapping[type[Event], Any] = {
    RoundOpened: _opened,
    CandidatesChanged: _candidates,
    GroupsFormed: _groups,
    HigherShareDecided: _share,
    OpenClassStated: _judged,
    RoundProposed: _proposed,
    TieResolved: _tie,
    RoundDecided: _decided,
    RoundPublished: _published,
    RoundDecisionReplaced: _replaced,
    UnitReviewOpened: _unit_opened,
    UnitAssessed: _unit_assessed,
    UnitClassDecided: _unit_decided,
    UnitClassReplaced: _unit_replaced,
    UnitClassNotified: _unit_notified,
}

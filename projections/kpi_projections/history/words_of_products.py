"""Proposals for the catalogue and shared products in words, and what an assignment says about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpi_es.domain.catalogue import (
    Catalogue,
    CatalogueItemProposed,
    CatalogueProposalDeclined,
    CatalogueProposalStandardised,
    StandardItemProposed,
    UncataloguedWorkReported,
)
from kpi_es.domain.event import Event
from kpi_es.domain.shared_product import (
    PartAssigned,
    PartCorrected,
    PlannedPart,
    SharedProduct,
    SharedProductDefined,
    SharedProductRevised,
)
from kpi_es.domain.sheet_events import TaskAssigned
from kpi_projections.history.phrases import Words, both, listed, number_en, number_vi


def _proposed(event: CatalogueItemProposed, catalogue: Catalogue) -> Words:
    del catalogue
    work = event.from_task
    vi, en = (
        (f", từ nhiệm vụ {work.task} của {work.staff}", f", from task {work.task} of {work.staff}")
        if work
        else (
            "",
            "",
        )
    )
    return both(
        f"Đề xuất {event.proposal} của {event.unit}: sản phẩm/công việc {event.item} “{event.title}” nhóm "
        f"N{event.group}, {number_vi(event.points)} điểm{vi}",
        f"Proposal {event.proposal} of {event.unit}: the item {event.item} “{event.title}”, group N{event.group}, "
        f"{number_en(event.points)} points{en}",
    )


def _standard_proposed(event: StandardItemProposed, catalogue: Catalogue) -> Words:
    del catalogue
    return both(
        f"Đề xuất {event.proposal} của {event.unit}: đơn vị sản phẩm/công việc chuẩn “{event.title}”, "
        f"{number_vi(event.points)} điểm",
        f"Proposal {event.proposal} of {event.unit}: the standard product/work unit “{event.title}”, "
        f"{number_en(event.points)} points",
    )


def _standardised(event: CatalogueProposalStandardised, catalogue: Catalogue) -> Words:
    former = catalogue.proposals.get(event.proposal)
    vi, en = number_vi(event.points), number_en(event.points)
    if former is not None and former.points != event.points:
        vi, en = f"{number_vi(former.points)} → {vi}", f"{number_en(former.points)} → {en}"
    codes = listed(event.duplicates, "")
    return both(
        f"Chuẩn hóa đề xuất {event.proposal}: {event.item} “{event.title}” nhóm N{event.group}, {vi} điểm"
        + (f"; gộp các đề xuất trùng lặp {codes}" if codes else ""),
        f"Standardised the proposal {event.proposal}: {event.item} “{event.title}”, group N{event.group}, {en} points"
        + (f"; merged the duplicates {codes}" if codes else ""),
    )


def _declined(event: CatalogueProposalDeclined, catalogue: Catalogue) -> Words:
    former = catalogue.proposals.get(event.proposal) or catalogue.standard_proposals.get(event.proposal)
    title = f" “{former.title}”" if former else ""
    return both(
        f"Không đưa vào danh mục đề xuất {event.proposal}{title}",
        f"Declined the proposal {event.proposal}{title} for the catalogue",
    )


def _reported(event: UncataloguedWorkReported, catalogue: Catalogue) -> Words:
    del catalogue
    work = event.work
    return both(
        f"Báo cáo công việc ngoài danh mục {event.item} “{event.title}” (nhiệm vụ {work.task} của {work.staff}, kỳ "
        f"{work.period}), {number_vi(event.points)} điểm, chờ đề xuất bổ sung",
        f"Reported work outside the catalogue, {event.item} “{event.title}” (task {work.task} of {work.staff} for "
        f"{work.period}), {number_en(event.points)} points, waiting for a proposal",
    )


def _defined(event: SharedProductDefined, product: SharedProduct) -> Words:
    del product
    how = ("tỷ trọng hệ số", "weight") if event.sharing == "weight" else ("số lượng", "quantity")
    plan = _plan(event.parts)
    return both(
        f"Lập sản phẩm chung {event.product} “{event.title}”: {number_vi(event.quantity)} {event.measure}, hệ số "
        f"{number_vi(event.coefficient)}, chia theo {how[0]}{plan.vi}",
        f"Defined the shared product {event.product} “{event.title}”: {number_en(event.quantity)} {event.measure}, "
        f"coefficient {number_en(event.coefficient)}, shared by {how[1]}{plan.en}",
    )


def _revised(event: SharedProductRevised, product: SharedProduct) -> Words:
    plan = _plan(event.parts)
    vi, en = number_vi(event.quantity), number_en(event.quantity)
    if product.version and product.quantity != event.quantity:
        vi, en = f"{number_vi(product.quantity)} → {vi}", f"{number_en(product.quantity)} → {en}"
    return both(
        f"Điều chỉnh sản phẩm chung {event.product}: {vi} {product.measure}{plan.vi}",
        f"Revised the shared product {event.product}: {en} {product.measure}{plan.en}",
    )


def _part(event: PartAssigned, product: SharedProduct) -> Words:
    taken = product.taken_in_all + event.share
    return both(
        f"Giao {number_vi(event.share)} của sản phẩm chung {event.product} cho {event.staff} (nhiệm vụ {event.task} kỳ "
        f"{event.period}); đã giao {number_vi(taken)}",
        f"Assigned {number_en(event.share)} of the shared product {event.product} to {event.staff} (task {event.task} "
        f"for {event.period}); {number_en(taken)} is taken now",
    )


def _part_corrected(event: PartCorrected, product: SharedProduct) -> Words:
    del product
    return both(
        f"Phần của {event.staff} trong sản phẩm chung {event.product} (nhiệm vụ {event.task} kỳ {event.period}): "
        f"{number_vi(event.former)} → {number_vi(event.share)}",
        f"Part of {event.staff} in the shared product {event.product} (task {event.task} for {event.period}): "
        f"{number_en(event.former)} → {number_en(event.share)}",
    )


def about_assignment(event: TaskAssigned) -> Words:
    """Return what an assignment says beyond item, quantity and deadline, to stand after them; often nothing."""
    vi, en = "", ""
    if not event.catalogued:
        points = (
            (f", {number_vi(event.points)} điểm", f", {number_en(event.points)} points") if event.points else ("", "")
        )
        vi, en = f"; ngoài danh mục{points[0]}", f"; outside the catalogue{points[1]}"
    if event.part_of:
        vi, en = (
            f"{vi}; một phần của sản phẩm chung {event.part_of}",
            f"{en}; a part of the shared product {event.part_of}",
        )
    if event.weight is not None:
        vi, en = f"{vi}, tỷ trọng {number_vi(event.weight)}", f"{en}, weight {number_en(event.weight)}"
    if event.tied_to_staff:
        vi = f"{vi}; chỉ đạo nhiệm vụ {event.tied_to_task} của {event.tied_to_staff}"
        en = f"{en}; directing task {event.tied_to_task} of {event.tied_to_staff}"
    return Words(vi, en)


def _plan(parts: tuple[PlannedPart, ...]) -> Words:
    if not parts:
        return Words("", "")
    whose = [" / ".join(each for each in part.key if each) for part in parts]
    vi = ", ".join(f"{who}: {number_vi(part.share)}" for who, part in zip(whose, parts, strict=True))
    en = ", ".join(f"{who}: {number_en(part.share)}" for who, part in zip(whose, parts, strict=True))
    return Words(f"; các phần {vi}", f"; parts {en}")


PRODUCT_WORDS: Mapping[type[Event], Any] = {
    CatalogueItemProposed: _proposed,
    StandardItemProposed: _standard_proposed,
    CatalogueProposalStandardised: _standardised,
    CatalogueProposalDeclined: _declined,
    UncataloguedWorkReported: _reported,
    SharedProductDefined: _defined,
    SharedProductRevised: _revised,
    PartAssigned: _part,
    PartCorrected: _part_corrected,
}

"""The items d, đ and e of a leader in words."""

from __future__ import annotations

from kpi_es.domain.sheet_events import JudgedItem, LeaderItems
from kpi_projections.history.phrases import Words, percent_en, percent_vi


def leader_words(items: LeaderItems, judged: tuple[JudgedItem, ...]) -> Words:
    """Return the shares in percent, d only where it was stated, and which of them were judged between two cases."""
    stated = [("d", items.d)] if items.d is not None else []
    shares = [*stated, ("đ", items.dd), ("e", items.e)]
    vi = ", ".join(f"{name} {percent_vi(share)}" for name, share in shares)
    en = ", ".join(f"{name} {percent_en(share)}" for name, share in shares)
    if not judged:
        return Words(vi, en)
    names = ", ".join("đ" if item == "dd" else item for item in judged)
    return Words(
        f"{vi} (trường hợp giữa hai mức, do cấp có thẩm quyền xem xét: {names})",
        f"{en} (a case between the two levels, judged by the authority: {names})",
    )

"""The items of a leader, such as d, đ and e, in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kpi_es.domain.sheet_events import JudgedItem
from kpi_projections.history.phrases import Words, percent_en, percent_vi


def leader_words(items: Mapping[str, Fraction], judged: tuple[JudgedItem, ...]) -> Words:
    """Return the shares in percent, d only where it was stated, and which of them were judged between two cases."""
    shares = [("đ" if name == "dd" else name, share) for name, share in items.items()]
    vi = ", ".join(f"{name} {percent_vi(share)}" for name, share in shares)
    en = ", ".join(f"{name} {percent_en(share)}" for name, share in shares)
    if not judged:
        return Words(vi, en)
    names = ", ".join("đ" if item == "dd" else item for item in judged)
    return Words(
        f"{vi} (trường hợp giữa hai mức, do cấp có thẩm quyền xem xét: {names})",
        f"{en} (a case between the two levels, judged by the authority: {names})",
    )

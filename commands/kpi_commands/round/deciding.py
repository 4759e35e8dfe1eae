"""What a decision of the round needs: a proposal that still holds, and no open tie."""

from __future__ import annotations

from kpi_commands.context import Context
from kpi_commands.disinterested_ground import require_disinterested_round
from kpi_commands.round.proposing import proposal
from kpi_commands.round_entries import classification_day, differences
from kpi_es.domain.classification_round import ClassificationRound, RoundProposal
from kpi_es.domain.refusal import Refusal


def require_proposal_that_holds(state: ClassificationRound, context: Context) -> RoundProposal:
    """Return the proposal.

    Refuses none at all, one that rests on what one of its people decided, one whose ground has changed since, and one
    with open ties.
    """
    proposed = state.proposal
    if proposed is None:
        raise NOT_PROPOSED.because(agency=state.agency, year=state.year)
    require_disinterested_round(state, context, classification_day(state, context))
    if state.prepared_version > proposed.version:
        raise GROUND_CHANGED.because(what="candidates, groups, share")
    now = proposal(state, context)
    changed = differences(proposed.entries, {each.staff: each for each in now.entries})
    if changed:
        raise GROUND_CHANGED.because(what=" | ".join(f"{staff}: {text}" for staff, text in changed.items()))
    if proposed.ties:
        ties = "; ".join(f"{code}: {', '.join(each.staff)} ({each.places})" for code, each in proposed.ties.items())
        raise TIES_OPEN.because(ties=ties)
    return proposed


NOT_PROPOSED = Refusal(
    "round.not_proposed",
    "Điều 21.1d Nghị định 335/2025/NĐ-CP",
    "Chưa có đề xuất mức xếp loại năm {year} của {agency}.",
    "No classes are proposed for {agency} and {year} yet.",
)
GROUND_CHANGED = Refusal(
    "round.ground_changed",
    "Điều 4.4, 21 Nghị định 335/2025/NĐ-CP",
    "Căn cứ của đề xuất đã thay đổi, hãy đề xuất lại: {what}.",
    "What the proposal rests on has changed, propose again: {what}.",
)
TIES_OPEN = Refusal(
    "round.ties_open",
    "Điều 20.5 Nghị định 335/2025/NĐ-CP",
    "Còn người bằng điểm ở mức cắt tỷ lệ (số chỗ trong ngoặc): {ties}; hãy xếp thứ tự và nêu lý do.",
    "People are equal at the cut of the cap (places in brackets): {ties}; put them in order and say why.",
)

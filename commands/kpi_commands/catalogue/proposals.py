"""What the commands on a proposal share: one that still waits, who decides it, and an item that changes something."""

from __future__ import annotations

from typing import TypeVar

from kpi_commands.authority import is_personnel_adviser
from kpi_commands.context import Context
from kpi_es.domain.catalogue import Catalogue, Item, Proposal, StandardProposal
from kpi_es.domain.refusal import Refusal

AnyProposal = TypeVar("AnyProposal", Proposal, StandardProposal)


def undecided_proposal(catalogue: Catalogue, code: str, context: Context) -> Proposal:
    """Return a proposal that nobody decided yet. Refuses an unknown or a decided one."""
    proposal = catalogue.proposals.get(code)
    if proposal is None:
        raise PROPOSAL_UNKNOWN.because(agency=context.command.agency, proposal=code)
    return _undecided(proposal)


def waiting_proposal(catalogue: Catalogue, code: str, context: Context) -> Proposal | StandardProposal:
    """Return a proposal of an item or of the standard item that nobody decided yet. Refuses any other."""
    standard = catalogue.standard_proposals.get(code)
    return undecided_proposal(catalogue, code, context) if standard is None else _undecided(standard)


def standard_proposal(catalogue: Catalogue, code: str, context: Context) -> StandardProposal:
    """Return a proposal of the standard item that nobody decided yet. Refuses an unknown or a decided one."""
    proposal = catalogue.standard_proposals.get(code)
    if proposal is None:
        raise PROPOSAL_UNKNOWN.because(agency=context.command.agency, proposal=code)
    return _undecided(proposal)


def require_free_code(catalogue: Catalogue, code: str) -> None:
    """Refuse a proposal code that was used before."""
    if code in catalogue.proposals or code in catalogue.standard_proposals:
        raise PROPOSAL_EXISTS.because(proposal=code)


def _undecided(proposal: AnyProposal) -> AnyProposal:
    if not proposal.undecided:
        raise PROPOSAL_DECIDED.because(proposal=proposal.code, status=proposal.status)
    return proposal


def require_deciding_authority(context: Context) -> None:
    """Refuse unless the actor heads the managing authority, or is the adviser who records its written decision.

    The decision is the authority's alone (Art 13.2). It need not have an account: then its decision reaches the log
    through the personnel adviser, who names the document.
    """
    actor, agency = context.command.actor, context.agency()
    if agency.managing_authority_on(context.today) != actor and not is_personnel_adviser(context):
        raise NOT_DECIDING_AUTHORITY.because(actor=actor, agency=agency.code, day=context.today)


def require_change(catalogue: Catalogue, item: Item, context: Context) -> None:
    """Refuse to record again, word for word, what is in force: the same list imported by somebody else."""
    if catalogue.item_on(item.code, context.valid_on) == item:
        raise UNCHANGED.because(item=item.code, day=context.valid_on)


PROPOSAL_UNKNOWN = Refusal(
    "catalogue.proposal_unknown",
    "Điều 13.1 Nghị định 335/2025/NĐ-CP",
    "Danh mục của {agency} không có đề xuất {proposal}.",
    "The catalogue of {agency} has no proposal {proposal}.",
)
PROPOSAL_EXISTS = Refusal(
    "catalogue.proposal_exists",
    "Điều 13.1 Nghị định 335/2025/NĐ-CP",
    "Mã đề xuất {proposal} đã dùng; hãy dùng mã khác.",
    "The proposal code {proposal} is already used; use another one.",
)
ALREADY_PROPOSED = Refusal(
    "catalogue.already_proposed",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "{unit} đã đề xuất {item} bằng đề xuất {proposal}, còn chờ xử lý.",
    "{unit} already proposed {item} by the proposal {proposal}, which is still waiting.",
)
PROPOSAL_DECIDED = Refusal(
    "catalogue.proposal_decided",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "Đề xuất {proposal} đã được xử lý ({status}); hãy gửi đề xuất mới.",
    "The proposal {proposal} was already settled ({status}); send a new one.",
)
NOT_DECIDING_AUTHORITY = Refusal(
    "authority.not_deciding_on_catalogue",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "{actor} không phải người đứng đầu cơ quan quản lý hay tham mưu tổ chức, cán bộ của {agency} vào ngày {day}; "
    "danh mục do cấp có thẩm quyền quản lý quyết định.",
    "{actor} is neither the managing authority nor a personnel adviser of {agency} on {day}; the managing authority "
    "decides the catalogue.",
)
UNCHANGED = Refusal(
    "catalogue.item_unchanged",
    "Điều 26.1c Nghị định 335/2025/NĐ-CP",
    "Mục {item} đã có hiệu lực vào ngày {day} với đúng nội dung này.",
    "The item {item} is in force on {day} with exactly this content.",
)

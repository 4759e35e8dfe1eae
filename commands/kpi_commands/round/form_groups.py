"""Form the groups with similar duties."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kpi_commands.authority import require_personnel_adviser
from kpi_commands.context import Context
from kpi_commands.round.open_round import MOST_CANDIDATES
from kpi_commands.round.round_command import RoundCommand, require_round_undecided
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import DutyGroup, GroupsFormed
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.values import Code, ShortText, StaffId

Members = Annotated[tuple[StaffId, ...], Field(min_length=1, max_length=MOST_CANDIDATES)]


class Group(BaseModel):
    """A group with similar duties: a code, what its members do, and who they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    title: ShortText
    members: Members


class FormGroups(RoundCommand, frozen=True):
    """Put every candidate into exactly one group with similar duties, for the cap of Art 20.5a.

    The decree does not say how groups are formed; they may be formed anew until the round is decided.
    """

    type: Literal["form_groups"] = "form_groups"
    groups: tuple[Group, ...] = Field(min_length=1, max_length=500)


def decide(state: ClassificationRound, command: FormGroups, context: Context) -> tuple[Event, ...]:
    """Decide on groups that hold every candidate once and nobody else."""
    require_personnel_adviser(context)
    require_round_undecided(state)
    require_partition(state.candidates, tuple((group.code, group.members) for group in command.groups))
    groups = tuple(DutyGroup(code=each.code, title=each.title, members=each.members) for each in command.groups)
    return (GroupsFormed(**context.stamp(state), agency=command.agency, year=command.year, groups=groups),)


def require_partition(candidates: tuple[str, ...], groups: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    """Refuse groups that miss a candidate, name somebody twice, name a stranger, or share a code."""
    named = Counter(staff for _, members in groups for staff in members)
    twice = [staff for staff, times in named.items() if times > 1]
    codes = [code for code, times in Counter(code for code, _ in groups).items() if times > 1]
    missing = sorted({*candidates} - named.keys())
    strange = sorted(named.keys() - {*candidates})
    if missing or strange or twice or codes:
        wrong = (missing, sorted(twice), strange, sorted(codes))
        missing_text, twice_text, strange_text, code_text = (", ".join(each) or "—" for each in wrong)
        raise GROUPS_DIFFER.because(missing=missing_text, twice=twice_text, strange=strange_text, codes=code_text)


GROUPS_DIFFER = Refusal(
    "round.groups_differ",
    "Điều 20.5a Nghị định 335/2025/NĐ-CP",
    "Mỗi người phải thuộc đúng một nhóm tương đồng: thiếu {missing}; ghi hai lần {twice}; không có trong danh sách "
    "{strange}; mã nhóm trùng {codes}.",
    "Everybody is in exactly one group: missing {missing}; named twice {twice}; not in the list {strange}; "
    "group codes used twice {codes}.",
)

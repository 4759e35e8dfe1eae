"""What every command carries, whoever sends it and over whatever door it comes."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, Field

from kpi_es.domain.event import agency_stream, catalogue_stream, sheet_stream, staff_stream
from kpi_es.domain.values import (
    ActorId,
    AgencyCode,
    Code,
    CommandId,
    LongText,
    PeriodCode,
    Source,
    StaffId,
    TaskId,
)

_TRACING = {"sent_at"}
_TRACING_AND_UNSTATED = {"sent_at", "expected_version"}


class Command(BaseModel, frozen=True, extra="forbid"):
    """A request to change something. `id` is chosen by the sender: the same id again gets the same answer.

    `valid_on` is the day the act holds in the world (default: the day it is recorded, in Asia/Ho_Chi_Minh).
    `sent_at` is the sender's own clock, kept for tracing; it never becomes the time of recording.
    `expected_version` is the version of the deciding stream the sender looked at (0: it did not exist): the command
    is refused, with what changed since, when the stream has moved on.
    """

    SOURCE: ClassVar[Source]
    REASON_DUE: ClassVar[bool] = False

    type: str
    id: CommandId
    actor: ActorId
    agency: AgencyCode
    on_behalf_of: ActorId | None = None
    valid_on: date | None = None
    sent_at: AwareDatetime | None = None
    system: Code | None = None
    reason: LongText | None = None
    expected_version: int | None = Field(default=None, ge=0, le=1_000_000_000)

    @property
    def stream(self) -> str:
        """The stream of the aggregate that decides."""
        return agency_stream(self.agency)

    @property
    def reads(self) -> tuple[str, ...]:
        """Streams worth loading in one go before the decision; it may look at others too."""
        return (self.stream,)

    def content_hash(self) -> bytes:
        """Return the SHA-256 of everything the command says, whatever its spelling was."""
        # Left out where it says nothing, so that a command stored before the field existed keeps its hash.
        left_out = _TRACING_AND_UNSTATED if self.expected_version is None else _TRACING
        # The serializer itself: the method around it costs as much again, and this runs for every command.
        return hashlib.sha256(self.__pydantic_serializer__.to_json(self, exclude=left_out)).digest()


class StaffCommand(Command, frozen=True):
    """A command about a person, decided on the person's stream."""

    SOURCE: ClassVar[Source] = "personnel"
    staff: StaffId

    @property
    def stream(self) -> str:
        return staff_stream(self.staff)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, agency_stream(self.agency))


class CatalogueCommand(Command, frozen=True):
    """A command about an agency's catalogue."""

    SOURCE: ClassVar[Source] = "personnel"

    @property
    def stream(self) -> str:
        return catalogue_stream(self.agency)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, agency_stream(self.agency))


class SheetCommand(Command, frozen=True):
    """A command about one person's sheet for one period."""

    SOURCE: ClassVar[Source] = "manager"
    staff: StaffId
    period: PeriodCode

    @property
    def stream(self) -> str:
        return sheet_stream(self.staff, self.period)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, staff_stream(self.staff), agency_stream(self.agency))


class TaskCommand(SheetCommand, frozen=True):
    """A command about one task line of a sheet."""

    task: TaskId

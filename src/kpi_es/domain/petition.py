"""Petitions against a confirmed sheet or a classification (Art 22): filed, due in working days, answered.

Both aggregates that can be petitioned against, the sheet and the annual review, hold their petitions by number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from kpi_es.domain.immutable import changed
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.values import LongText, Sha256
from kpi_es.domain.working_days import OfficeCalendar

PetitionNumber = Annotated[int, Field(ge=1)]
"""Counts the petitions against one record from 1; the law allows any number of them."""

PetitionOutcome = Literal["kept", "corrected", "annulled"]
"""The record stands; it is mended and confirmed again; it is annulled and the evaluation is done again (Art 4)."""
PetitionStatus = Literal["open", "kept", "corrected", "annulled"]


@dataclass(frozen=True)
class Petition:
    """One petition: the record it is about, frozen by version and hash, and what became of it."""

    number: int
    filed_on: date
    due_on: date
    about_version: int
    record_hash: str
    status: PetitionStatus
    filed_event: str
    answered_event: str | None = None
    answered_on: date | None = None

    @property
    def open(self) -> bool:
        """Tell whether the petition still waits for its answer."""
        return self.status == "open"

    def late_on(self, day: date) -> bool:
        """Tell whether an answer given on a day comes after the last day for it."""
        return day > self.due_on


Petitions: TypeAlias = Mapping[int, Petition]
"""The petitions against one record, by number."""

NO_PETITIONS: Petitions = MappingProxyType({})


class PetitionTerm(BaseModel):
    """The time for a petition as it was when the person was told: `last_day` is None where nothing limits it.

    Frozen in the notice, so that no holiday declared and no rule set afterwards takes days away or brings them back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    last_day: date | None


class PetitionFiledFields(BaseModel):
    """What the event of filing says, whatever is petitioned against.

    `record_hash` is the SHA-256 of the record as it stood at stream version `about_version`, see `record_hash`:
    the log itself holds that record, so the petition keeps pointing at it whatever is changed afterwards.
    """

    number: PetitionNumber
    subject: LongText
    about_version: int
    record_hash: Sha256
    due_on: date


class PetitionAnsweredFields(BaseModel):
    """What the event of answering says; `late` tells that it came after the last day for it (Art 22)."""

    number: PetitionNumber
    outcome: PetitionOutcome
    answer: LongText
    late: bool = False


def next_number(petitions: Petitions) -> int:
    """Return the number the next petition gets."""
    return max(petitions, default=0) + 1


def answer_due(calendar: OfficeCalendar, filed_on: date, rules: ProcedureRules) -> date:
    """Return the last day for the answer: working days from receipt, that day not counted (Art 22: seven)."""
    return calendar.after(filed_on, rules.petition_answer_working_days)


def petition_term(calendar: OfficeCalendar, notified_on: date, rules: ProcedureRules) -> PetitionTerm:
    """Return the time for a petition that begins with a notice: Art 22 sets no limit, an agency may."""
    limit = rules.petition_filing_working_days
    return PetitionTerm(last_day=None if limit is None else calendar.after(notified_on, limit))


def record_hash(record: Mapping[str, object]) -> str:
    """Return the SHA-256, in hexadecimal, of a record written as canonical JSON.

    Canonical: keys sorted, no spaces, UTF-8. Numbers go in as `format_exact` writes them, days as ISO text.
    Raises TypeError for anything JSON can not say exactly the same way twice, such as a fraction or a day.
    """
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def with_filed(petitions: Petitions, filed: PetitionFiledFields, filed_on: date, event_id: str) -> Petitions:
    """Return the petitions after one more was filed."""
    petition = Petition(filed.number, filed_on, filed.due_on, filed.about_version, filed.record_hash, "open", event_id)
    return {**petitions, filed.number: petition}


def with_answered(petitions: Petitions, answered: PetitionAnsweredFields, on: date, event_id: str) -> Petitions:
    """Return the petitions after one was answered. Raises KeyError when it was never filed."""
    petition = changed(petitions[answered.number], status=answered.outcome, answered_event=event_id, answered_on=on)
    return {**petitions, answered.number: petition}

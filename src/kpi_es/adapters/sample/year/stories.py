"""What happened beyond the ordinary, as `stories.yaml` tells it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from kpi_es.adapters.sample.files import read_text
from kpi_es.domain.values import Code, ItemCode, LongText, PeriodCode, StaffId


class ToldSheet(BaseModel):
    """A month of somebody that differs: the two items assigned, or other days of assessment and confirmation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    staff: StaffId
    period: PeriodCode
    tasks: tuple[ItemCode, ItemCode] | None = None
    assess_on: date | None = None
    confirm_on: date | None = None


class YearStory(BaseModel):
    """One thing that happened, in both languages and with the month it is told in; its commands beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    story: Code
    month: PeriodCode
    vi: LongText
    en: LongText
    sheets: tuple[ToldSheet, ...] = ()
    acts: tuple[dict[str, Any], ...] = ()

    @property
    def refused(self) -> dict[str, str]:
        """The code with which each refused command must be answered, by command id."""
        return {str(act["id"]): str(act["refused"]) for act in self.acts if "refused" in act}

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The acts as commands, without the note that they are to be refused."""
        return [{key: value for key, value in act.items() if key != "refused"} for act in self.acts]


def year_stories() -> tuple[YearStory, ...]:
    """Return all stories in their order. Raises pydantic's ValidationError, naming the key, when the file is wrong."""
    told = cast(object, yaml.safe_load(read_text("year/stories.yaml")))
    return TypeAdapter(tuple[YearStory, ...]).validate_python(told)


def expected_year_refusals() -> dict[str, str]:
    """Return the refusal code each refused command of the year must get, by command id."""
    return {command: code for story in year_stories() for command, code in story.refused.items()}

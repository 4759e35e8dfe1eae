"""The stories written by hand, as `stories.yaml` tells them."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kpi_es.adapters.sample.files import read_text
from kpi_es.adapters.sample.plans import LinePlan, Stage
from kpi_es.domain.sheet_events import LeaderItems
from kpi_es.domain.values import Code, CriterionId, Exact, LongText, PeriodCode, ShortText, StaffId, UnitCode


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ToldMonth(_Told):
    """What a story says of one month; `whole` leaves out ordinary work, `absent` means there is no sheet."""

    period: PeriodCode
    absent: bool = False
    whole: bool = False
    lines: tuple[LinePlan, ...] = ()
    general: dict[CriterionId, Exact] | None = None
    leader: LeaderItems | None = None
    weaknesses: LongText | None = None
    state: Stage | None = None


class Move(_Told):
    """A transfer: where the person is from a day on."""

    valid_on: date
    unit: UnitCode
    post: ShortText


class Story(_Told):
    """One person's story in both languages, with the months it changes and complete commands beside them."""

    story: Code
    staff: StaffId
    vi: LongText
    en: LongText
    moved: Move | None = None
    sheets: tuple[ToldMonth, ...] = ()
    acts: tuple[dict[str, Any], ...] = Field(default=())

    @property
    def refused(self) -> dict[str, str]:
        """The code with which each refused command must be answered, by command id."""
        return {str(act["id"]): str(act["refused"]) for act in self.acts if "refused" in act}

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The acts as commands, without the note that they are to be refused."""
        return [{key: value for key, value in act.items() if key != "refused"} for act in self.acts]


def stories() -> tuple[Story, ...]:
    """Return all stories. Raises pydantic's ValidationError, naming the key, when the file is wrong."""
    told = cast(object, yaml.safe_load(read_text("stories.yaml")))
    return TypeAdapter(tuple[Story, ...]).validate_python(told)


def expected_refusals() -> dict[str, str]:
    """Return the refusal code each refused command of the quarter must get, by command id."""
    return {command: code for story in stories() for command, code in story.refused.items()}

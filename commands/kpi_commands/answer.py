"""What a sender gets back: accepted, with the events written, or refused, with a stable code and the clause."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from kpi_es.domain.refusal import Refused


class Text(BaseModel):
    """A message in Vietnamese and in English."""

    model_config = ConfigDict(frozen=True)

    vi: str
    en: str


class Problem(BaseModel):
    """Why a rule said no: a stable code, the article it rests on, the message and the facts in it."""

    model_config = ConfigDict(frozen=True)

    code: str
    article: str
    detail: Text
    facts: dict[str, str]


class Answer(BaseModel):
    """The answer to one command. `position` is the log position of its last event, None when it wrote nothing.

    `duplicate` tells that this id was answered before: this is the same answer again, nothing was done twice.
    """

    model_config = ConfigDict(frozen=True)

    command_id: str
    status: Literal["accepted", "refused"]
    events: tuple[UUID, ...] = ()
    problem: Problem | None = None
    position: int | None = None
    duplicate: bool = False


def answer_as_json(answer: Answer) -> bytes:
    """Return an answer as it goes over the wire and into the store."""
    return answer.__pydantic_serializer__.to_json(answer)


def refusal_answer(command_id: str, refused: Refused) -> Answer:
    """Return the answer that carries a refusal."""
    problem = Problem(
        code=refused.refusal.code,
        article=refused.refusal.article,
        detail=Text(vi=refused.vi, en=refused.en),
        facts=refused.facts,
    )
    return Answer(command_id=command_id, status="refused", problem=problem)

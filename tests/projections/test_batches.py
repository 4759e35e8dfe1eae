"""However the log is cut, and in whatever order unrelated things were recorded, the tables are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.evaluation import Result
from kpi_es.evaluation.sheet_facts import score_sheet
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook
from kpi_projections.read_model import ReadModel
from kpi_projections.read_models import read_models
from kpi_projections.scoreboard.evolve import ScoreboardModel
from kpi_projections.subjects import person_of_stream
from tests.projections.lives import PEOPLE, lives
from tests.projections.office import RULE_BOOK, Office
from tests.projections.tables_in_memory import Tables, project_in_batches

MODELS: dict[str, ReadModel] = {model.name: model for model in read_models(RULE_BOOK)}
SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=4)


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=60, deadline=None)
@given(office=lives(), sizes=SIZES, most_streams=st.integers(1, 8))
def test_any_batch_sizes_give_the_same_tables_even_when_hardly_any_state_is_kept(
    name: str, office: Office, sizes: list[int], most_streams: int
) -> None:
    whole = project_in_batches(MODELS[name], office.log, [len(office.log)])
    assert project_in_batches(MODELS[name], office.log, sizes, most_streams) == whole


@settings(max_examples=60, deadline=None)
@given(office=lives(), order=st.permutations(PEOPLE))
def test_the_order_of_events_of_different_people_does_not_matter_to_the_scoreboard(
    office: Office, order: list[str]
) -> None:
    model = MODELS["scoreboard"]
    shuffled = _person_by_person(office.log, order)
    assert _without_places(project_in_batches(model, shuffled, [7])) == _without_places(
        project_in_batches(model, office.log, [7])
    )


def test_one_score_is_computed_a_changed_sheet_and_batch_not_one_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office().open()
    office.hire("HT-012")
    office.open_sheet("HT-012")
    for number in range(20):
        office.finish("HT-012", f"T{number}")
    scored: list[str] = []

    def counting(sheet: Sheet, member: StaffMember, rule_book: RuleBook, **options: Any) -> Result:
        scored.append(sheet.period)
        return score_sheet(sheet, member, rule_book, **options)

    monkeypatch.setattr("kpi_es.evaluation.remembered_scores.score_sheet", counting)
    model = ScoreboardModel(RULE_BOOK)
    project_in_batches(model, office.log, [1_000])
    assert scored == ["2026-07"]


def _person_by_person(log: Sequence[Recorded], order: Sequence[str]) -> list[Recorded]:
    """The same events, those of the agency first, then those of each person together, in this order of people."""
    people: list[str | None] = [None, *order]

    def turn(recorded: Recorded) -> int:
        person = person_of_stream(recorded.event.originator_id)
        return people.index(person) if person in people else 0

    return [Recorded(position, each.event) for position, each in enumerate(sorted(log, key=turn), 1)]


def _without_places(tables: Tables) -> Tables:
    """The rows without what differs between two orders: the places in the log and which event came last.

    The last event behind a head's row may be one about somebody else.
    """
    nowhere: dict[str, Any] = {"position": 0, "recorded_at": datetime.min.replace(tzinfo=UTC)}
    nowhere |= {"cause": None, "cause_staff": None}
    rows = {key: replace(row, **nowhere) for key, row in tables["scores"].items()}
    adoptions = {key: replace(row, position=0) for key, row in tables["adoptions"].items()}
    return {**tables, "scores": rows, "adoptions": adoptions}

"""Who manages X on day D, as known on T: asked of a log in memory, through the same question as `kpi manager`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpi_es.adapters.memory.person_directory import MemoryPersonDirectory
from kpi_es.entrypoints.direct_manager import Management, management_of
from kpi_es.entrypoints.person_history import NobodyByThisId
from tests.commands.specification import Office

JULY_1, JULY_31, AUGUST_1 = date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 1)


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, 59, tzinfo=UTC)


def ask(office: Office, staff: str, day: date, known_at: datetime | None = None) -> Management:
    directory = MemoryPersonDirectory()
    directory.remember({"an": "Lê Thị An", "head-vh": "Trần Văn Hòa"})
    return management_of(office.store, directory, staff, day, known_at)


def test_the_head_of_the_unit_with_names_as_far_as_known(office: Office) -> None:
    found = ask(office, "an", JULY_1)
    assert (found.manager, found.unit) == ("head-vh", "VH")
    assert found.names == {"an": "Lê Thị An", "head-vh": "Trần Văn Hòa"}


def test_what_was_learned_later_is_not_known_before(office: Office) -> None:
    # Recorded on 5 August: since 1 July the person is in KT.
    office.on("2026-08-05").given("transfer_staff_member", valid_on=str(JULY_1))
    assert ask(office, "an", JULY_31).manager == "head-kt"
    assert ask(office, "an", JULY_31, end_of(date(2026, 8, 5))).manager == "head-kt"
    assert ask(office, "an", JULY_31, end_of(date(2026, 8, 4))).manager == "head-vh"


def test_what_was_annulled_later_was_believed_before(office: Office) -> None:
    office.on("2026-08-05").given("transfer_staff_member", valid_on=str(JULY_1))
    wrong = office.member().records[-1]
    office.on("2026-08-07").given("annul_record", staff="an", record=str(wrong.event_id))
    known = [ask(office, "an", JULY_31, end_of(date(2026, 8, day))).manager for day in (4, 5, 6, 7)]
    assert known == ["head-vh", "head-kt", "head-kt", "head-vh"]


def test_a_change_dated_ahead_is_known_at_once_and_holds_from_its_day(office: Office) -> None:
    office.given("name_head", staff="binh", valid_on="2026-09-01")
    assert ask(office, "an", date(2026, 8, 31)).manager == "head-vh"
    assert ask(office, "an", date(2026, 9, 1)).manager == "binh"


def test_during_a_vacancy_the_unit_named_is_that_of_the_head_above(office: Office) -> None:
    office.given("release_head", valid_on=str(AUGUST_1))
    found = ask(office, "an", AUGUST_1)
    assert (found.manager, found.unit) == ("chair", "UBND")


def test_a_secondment_shows_both_posts(office: Office) -> None:
    office.given("second_staff_member")
    found = ask(office, "an", date(2026, 8, 10))
    assert found.post is not None
    assert found.main_post is not None
    assert (found.manager, found.post.unit, found.main_post.unit) == ("head-kt", "KT", "VH")


def test_the_head_of_the_agency_has_a_manager_once_the_authority_is_named(office: Office) -> None:
    assert ask(office, "chair", AUGUST_1).manager is None
    office.given("name_managing_authority", valid_on=str(AUGUST_1))
    assert ask(office, "chair", JULY_31).manager is None
    found = ask(office, "chair", AUGUST_1)
    assert (found.manager, found.unit) == ("province", None)


def test_somebody_without_a_post_on_that_day_has_no_manager(office: Office) -> None:
    office.given("separate_staff_member")
    found = ask(office, "an", date(2026, 8, 10))
    assert (found.post, found.manager) == (None, None)


def test_somebody_of_whom_nothing_was_known_yet_is_nobody(office: Office) -> None:
    with pytest.raises(NobodyByThisId):
        ask(office, "nobody", JULY_1)
    with pytest.raises(NobodyByThisId):
        ask(office, "an", JULY_1, end_of(date(2026, 6, 24)))

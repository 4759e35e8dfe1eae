"""Một năm của phường Mẫu, kể theo tháng: từ giao việc đến quyết định xếp loại được công khai và bị kiến nghị.

One year of an invented ward, told by month. The numbers stand beside the sums by which anybody can check them:
everybody is assigned two tasks a month, each worth 20 standard products, so that a month without fault has
a = b = c = 100 %, 70 points for the results and the points for the general criteria beside them.

Who is who: PM-01 chairman, PM-02 his deputy in charge of the two professional offices; PM-03, PM-04, PM-05 heads of the
secretariat, the economic and the social office; PM-06 the personnel adviser; the others are their staff.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from kpi_es.adapters.sample.year import expected_year_refusals, year_stories
from kpi_es.adapters.sample.year.calendar import HOLIDAYS_2026
from kpi_es.domain.annual_review_events import ReviewEvent
from kpi_es.domain.sheet_events import SheetConfirmed, SheetReopened
from tests.year.played_year import PlayedYear

LATE_ONCE = Fraction(70) * 5 / 40 / 3
"""Points for one task late once: 25 % of its 20 products of 40, in one of three shares: 70 × 5/40 ÷ 3 = 35/12."""

HALF_AN_ITEM = Fraction(70) / 2 / 6
"""Points for one item at 50 % of a leader's six: 70 × 1/2 ÷ 6 = 35/6."""


# --- The year as a whole ---------------------------------------------------------------------------------------------


def test_every_act_of_the_year_is_taken_but_those_the_rules_forbid(year: PlayedYear) -> None:
    assert len(year.answers) > 1_900
    assert year.refusals == expected_year_refusals()
    assert len(year.refusals) == 11


def test_every_refusal_names_an_article_and_speaks_both_languages(year: PlayedYear) -> None:
    problems = [answer.problem for answer in year.answers if answer.problem]
    assert all(each.article and each.detail.vi and each.detail.en for each in problems)


def test_the_ward_works_by_the_calendar_it_declared(year: PlayedYear) -> None:
    assert year.on("2026-12-31").agency.calendar == HOLIDAYS_2026


def test_every_story_is_told_in_both_languages(year: PlayedYear) -> None:
    assert all(story.vi and story.en for story in year_stories())
    assert year.dead_letters == 0  # and no event of the year failed in a read model


def test_the_board_is_what_the_log_gives_when_everything_is_calculated_anew(year: PlayedYear) -> None:
    live, rebuilt = year.on("2026-12-31").rows, year.rebuilt
    assert {key: (row.total, row.d, row.class_code) for key, row in rebuilt.items()} == {
        key: (row.total, row.d, row.class_code) for key, row in live.items()
    }


# --- January: the ordinary month -------------------------------------------------------------------------------------


def test_in_january_everybody_works_is_confirmed_told_published_and_locked(year: PlayedYear) -> None:
    evening = year.on("2026-02-05")
    january = [row for (_, period), row in evening.rows.items() if period == "2026-01"]
    assert len(january) == 15
    assert {row.sheet_status for row in january} == {"locked"}
    sheet = evening.sheet("PM-10", "2026-01")
    assert sheet.procedure.notice is not None
    assert sheet.procedure.published_version


def test_in_january_the_economic_office_stands_well(year: PlayedYear) -> None:
    evening = year.on("2026-02-05")
    assert evening.total("PM-10", "2026-01") == 92  # 70 + 22
    # The head: a = b = c = d = đ = e = 100 %, 70 + 18; everybody in the office has 50 points or more, so d is whole.
    assert evening.d("PM-04", "2026-01") == "1"
    assert evening.total("PM-04", "2026-01") == 88


def test_the_head_does_not_confirm_his_own_sheet(year: PlayedYear) -> None:
    assert year.refusals["year-01-own-sheet"] == "authority.own_work"
    confirmed = year.on("2026-02-05").events("sheet:PM-04:2026-01")
    assert [each.actor for each in confirmed if isinstance(each, SheetConfirmed)] == ["PM-01"]


# --- February: an agency may choose its deadlines, Tết is not worked -------------------------------------------------


def test_february_is_worked_around_tet(year: PlayedYear) -> None:
    line = year.on("2026-03-10").sheet("PM-09", "2026-02").tasks["T2"]
    # 2 to 6 and 9 to 13 February are ten working days; the results are judged on the 23rd, the day after Tết.
    assert line.due_on == date(2026, 2, 13)
    assert line.times_late == 0


# --- March: a superseding decision about January ---------------------------------------------------------------------


def test_in_march_only_the_province_opens_the_locked_january(year: PlayedYear) -> None:
    assert year.refusals["year-03-adviser-supersedes"] == "authority.not_managing_authority"
    assert year.refusals["year-03-locked"] == "sheet.locked"
    reopened = [each for each in year.on("2026-03-13").events("sheet:PM-10:2026-01") if isinstance(each, SheetReopened)]
    assert [(each.actor, each.decision) for each in reopened] == [("CT-TINH", "QĐ 45/QĐ-UBND")]


def test_the_corrected_january_is_below_fifty_and_the_old_confirmation_stays_on_record(year: PlayedYear) -> None:
    evening = year.on("2026-03-13")
    # 2 of 10 site records at 2 = 4 and 2 of 5 files at 4 = 8: a = b = c = 12/40; 70 × 12/40 = 21; 21 + 22 = 43.
    assert evening.total("PM-10", "2026-01") == 43
    sheet = evening.sheet("PM-10", "2026-01")
    assert sheet.status == "locked"
    assert len(sheet.procedure.confirmations) == 2


def test_the_heads_d_falls_because_of_it_and_the_board_says_because_of_whom(year: PlayedYear) -> None:
    before, after = year.on("2026-03-10"), year.on("2026-03-13")
    assert (before.d("PM-04", "2026-01"), after.d("PM-04", "2026-01")) == ("1", "0.5")
    # 88 − 35/6 = 493/6 = 82.17
    assert before.total("PM-04", "2026-01") - after.total("PM-04", "2026-01") == HALF_AN_ITEM
    assert after.total("PM-04", "2026-01") == Fraction(493, 6)
    row = after.rows["PM-04", "2026-01"]
    assert (row.d_because, row.cause_staff) == ("PM-10", "PM-10")


def test_it_falls_for_everybody_above_and_for_nobody_beside(year: PlayedYear) -> None:
    before, after = year.on("2026-03-10"), year.on("2026-03-13")
    leaders = ("PM-01", "PM-02", "PM-03", "PM-04", "PM-05")
    fell = {staff: before.total(staff, "2026-01") - after.total(staff, "2026-01") for staff in leaders}
    # The chairman and the deputy in charge of the field answer for PM-10 as well; the other offices do not.
    assert fell == {"PM-01": HALF_AN_ITEM, "PM-02": HALF_AN_ITEM, "PM-03": 0, "PM-04": HALF_AN_ITEM, "PM-05": 0}


def test_the_walk_through_the_heads_history_stops_at_the_day_his_score_moved(year: PlayedYear) -> None:
    moved = [
        (step.event.recorded_at.date().isoformat(), step.event.actor, score.after.outputs.get("d"))
        for step in year.walks["PM-04"].steps
        for score in step.scores
        if score.period == "2026-01"
        and score.moved
        and step.event.originator_id == "sheet:PM-10:2026-01"
        and step.event.recorded_at.date() > date(2026, 2, 28)
    ]
    assert ("2026-03-12", "PM-04", Fraction(1, 2)) in moved


def test_what_was_known_on_the_tenth_of_march_can_still_be_asked(year: PlayedYear) -> None:
    # The log answers for any day: the head's January was 88 as known then, and is 493/6 as known now.
    assert year.january_of_the_head_as_known == {"2026-03-10": Fraction(88), "2026-12-31": Fraction(493, 6)}


def test_the_quarter_is_the_mean_of_its_months(year: PlayedYear) -> None:
    evening = year.on("2026-04-29")
    assert evening.total("PM-10", "2026-Q1") == Fraction(43 + 92 + 92, 3)  # 75.67 instead of 92


# --- April to September: a maternity leave ---------------------------------------------------------------------------


def test_whoever_is_on_maternity_leave_has_no_sheet_and_is_not_asked_for_one(year: PlayedYear) -> None:
    evening = year.on("2026-12-31")
    months = [f"2026-{number:02}" for number in range(1, 13)]
    worked = [month for month in months if evening.rows["PM-13", month].status == "scored"]
    assert worked == ["2026-01", "2026-02", "2026-03", "2026-10", "2026-11", "2026-12"]
    assert evening.rows["PM-13", "2026-06"].reason == "leave:maternity"
    assert evening.d("PM-05", "2026-06") == "1"  # nor does it keep her head from an item d


# --- April and May: the first petition, and a late self-assessment ---------------------------------------------------


def test_the_first_petition_is_answered_within_seven_working_days_over_the_holiday(year: PlayedYear) -> None:
    assert year.refusals["year-04-before-notice"] == "petition.before_notice"
    petition = year.on("2026-08-28").sheet("PM-07", "2026-04").procedure.petitions[1]
    # Filed on Wednesday 29 April. 30 April and 1 May are holidays: 4, 5, 6, 7, 8, 11 and 12 May.
    assert (petition.filed_on, petition.due_on, petition.answered_on) == (
        date(2026, 4, 29), date(2026, 5, 12), date(2026, 5, 12),
    )  # fmt: skip


def test_it_is_kept_so_the_score_stays_as_it_was(year: PlayedYear) -> None:
    before, after = year.on("2026-04-29"), year.on("2026-08-28")
    assert after.sheet("PM-07", "2026-04").procedure.petitions[1].status == "kept"
    assert before.total("PM-07", "2026-04") == after.total("PM-07", "2026-04") == 86 - LATE_ONCE  # 70 + 16 − 35/12


def test_the_self_assessment_of_the_26th_is_too_late_until_the_adviser_extends_it(year: PlayedYear) -> None:
    assert year.refusals["year-05-late"] == "deadline.passed"
    sheet = year.on("2026-08-28").sheet("PM-07", "2026-05")
    assert dict(sheet.procedure.extended) == {"self_assessment": date(2026, 5, 27)}
    assert year.on("2026-08-28").total("PM-07", "2026-05") == 86  # 70 + 16


# --- July: a transfer ------------------------------------------------------------------------------------------------


def test_whoever_is_transferred_is_judged_by_the_new_head_and_keeps_the_months_before(year: PlayedYear) -> None:
    evening = year.on("2026-12-31")
    for month, unit, manager in (("2026-06", "van-hoa", "PM-05"), ("2026-07", "kinh-te", "PM-04")):
        assert evening.sheet("PM-14", month).unit == unit
        confirmed = [each for each in evening.events(f"sheet:PM-14:{month}") if isinstance(each, SheetConfirmed)]
        assert [each.actor for each in confirmed] == [manager]
    scores = evening.proposal.entries["PM-14"].scores
    assert len(scores) == 12


# --- August and September: a reprimand, and the second petition ------------------------------------------------------


def test_the_reprimand_changes_no_score(year: PlayedYear) -> None:
    evening = year.on("2026-09-10")
    assert evening.total("PM-11", "2026-08") == 82  # 70 + 12
    assert [each.form for each in evening.member("PM-11").disciplines] == ["reprimand"]


def test_the_second_petition_opens_the_sheet_again_and_gives_the_points_back(year: PlayedYear) -> None:
    before, after = year.on("2026-08-28"), year.on("2026-09-10")
    petition = after.sheet("PM-15", "2026-08").procedure.petitions[1]
    # Filed on Friday 28 August; 31 August to 2 September are free: 3, 4, 7, 8, 9, 10 and 11 September.
    assert (petition.due_on, petition.answered_on, petition.status) == (
        date(2026, 9, 11),
        date(2026, 9, 9),
        "corrected",
    )
    assert before.total("PM-15", "2026-08") == 91 - LATE_ONCE  # 70 + 21 − 35/12 = 88.08
    assert after.total("PM-15", "2026-08") == 91
    assert after.sheet("PM-15", "2026-08").status == "locked"


# --- December: the units first ---------------------------------------------------------------------------------------


def test_work_due_after_the_fifteenth_belongs_to_the_next_year(year: PlayedYear) -> None:
    assert year.refusals["year-12-next-year"] == "date.late_in_year"


def test_the_units_are_classed_before_their_heads(year: PlayedYear) -> None:
    assert year.refusals["year-12-too-early"] == "review.unit_class_missing"
    evening = year.on("2026-12-31")
    decisions = {unit: evening.unit(unit).decision for unit in ("van-phong", "kinh-te", "van-hoa", "ubnd")}
    totals = {unit: (str(each.total), each.class_code) for unit, each in decisions.items() if each is not None}
    # 28 + 58, 25 + 43, 27 + 56, 28 + 57; the economic office with 68 is completed, one of its six tasks was late.
    assert totals == {
        "van-phong": ("86", "HTT"),
        "kinh-te": ("68", "HT"),
        "van-hoa": ("83", "HTT"),
        "ubnd": ("85", "HTT"),
    }


def test_no_unit_is_classed_above_what_its_points_give(year: PlayedYear) -> None:
    assert year.refusals["year-12-unit-too-high"] == "unit_review.above_calculated"


# --- December: the round ---------------------------------------------------------------------------------------------

GENERAL_OF_THE_YEAR: Mapping[str, int] = {"PM-09": 292, "PM-12": 292, "PM-15": 257, "PM-11": 160, "PM-13": 113}
"""The points for the general criteria, all months together, as `months.csv` has them."""


def test_the_year_is_the_mean_of_the_months(year: PlayedYear) -> None:
    means = {staff: entry.mean for staff, entry in year.on("2026-12-31").proposal.entries.items()}
    # Two specialists with a year without fault: 70 + 292/12 = 94.33, to the last fraction equal.
    assert means["PM-09"] == means["PM-12"] == 70 + Fraction(GENERAL_OF_THE_YEAR["PM-09"], 12)
    assert means["PM-15"] == 70 + Fraction(GENERAL_OF_THE_YEAR["PM-15"], 12)  # 91.42, thanks to the petition
    # Two months with a late task.
    assert means["PM-11"] == 70 + (GENERAL_OF_THE_YEAR["PM-11"] - 2 * LATE_ONCE) / 12
    # Six months of work, the other six on leave: the mean of the six.
    assert means["PM-13"] == 70 + (GENERAL_OF_THE_YEAR["PM-13"] - LATE_ONCE) / 6


def test_the_year_of_the_head_carries_what_was_found_in_march(year: PlayedYear) -> None:
    entry = year.on("2026-12-31").proposal.entries["PM-04"]
    # 219 points in the general criteria; đ at 50 % in three months and d in January: four times 35/6.
    assert entry.mean == 70 + (219 - 4 * HALF_AN_ITEM) / 12  # 86.31


def test_the_cap_allows_one_in_the_top_class(year: PlayedYear) -> None:
    proposal = year.on("2026-12-11").proposal
    # Specialists: 3 of 90 or more, 5 good (the one reprimanded does not count): floor(0.2 × 8 / 1.2) = 1.
    # Leaders: the deputy 90 or more, two heads good: floor(0.2 × 3 / 1.2) = 0. Contract worker: floor(0.2 / 1.2) = 0.
    assert proposal.group_limits == {"chuyen-vien": 1, "lanh-dao": 0, "hop-dong": 0}
    # The ward: 4 and 8: floor(0.2 × 12 / 1.2) = 2; the groups together allow one.
    assert proposal.allowed == 1


def test_two_are_equal_at_the_cut_and_nothing_is_decided_until_somebody_says_why(year: PlayedYear) -> None:
    (tie,) = year.on("2026-12-11").proposal.ties.values()
    assert (tie.code, tie.staff, tie.places) == ("group.chuyen-vien", ("PM-09", "PM-12"), 1)
    assert year.refusals["year-12-open-tie"] == "round.ties_open"
    assert not year.on("2026-12-31").proposal.ties


def test_everybody_gets_the_class_of_the_decision(year: PlayedYear) -> None:
    decision = year.on("2026-12-31").round.decision
    assert decision is not None
    classes = {staff: (entry.class_before_cap, entry.class_code) for staff, entry in decision.entries.items()}
    assert classes == {
        "PM-02": ("HTXS", "HTT"),  # 92.85, moved down: no place among the leaders
        "PM-03": ("HTT", "HTT"),  # 91.13, not above the secretariat
        "PM-04": ("HT", "HT"),  # 86.31, not above the economic office
        "PM-05": ("HTT", "HTT"),
        "PM-06": ("HTT", "HTT"),
        "PM-07": ("HTT", "HTT"),
        "PM-08": ("HTT", "HTT"),
        "PM-09": ("HTXS", "HTXS"),  # 94.33, put first by the chairman
        "PM-10": ("HTT", "HTT"),  # 87.59 in spite of January
        "PM-11": ("KHT", "KHT"),  # 82.85, but reprimanded for a duty-related violation
        "PM-12": ("HTXS", "HTT"),  # 94.33, second of two equals
        "PM-13": ("HTT", "HTT"),  # the class of the six months worked
        "PM-14": ("HTT", "HTT"),
        "PM-15": ("HTXS", "HTT"),  # 91.42, the lowest of the three, moved down first
    }
    moved = {staff for staff, entry in decision.entries.items() if entry.moved_by}
    assert moved == {"PM-02", "PM-12", "PM-15"}


def test_no_head_is_above_the_organisation_and_no_decision_lifts_one(year: PlayedYear) -> None:
    evening = year.on("2026-12-31")
    order = ("HTXS", "HTT", "HT", "KHT")
    for head, unit in (("PM-01", "ubnd"), ("PM-03", "van-phong"), ("PM-04", "kinh-te"), ("PM-05", "van-hoa")):
        decision = evening.review(head).decision
        of_unit = evening.unit(unit).class_code
        assert decision is not None
        assert of_unit is not None
        assert decision.class_code is not None
        assert order.index(decision.class_code) >= order.index(of_unit)
    assert year.refusals["year-12-lift-head"] == "review.above_the_year"


def test_the_province_decides_the_chairman_who_would_have_the_points_for_more(year: PlayedYear) -> None:
    decision = year.on("2026-12-31").review("PM-01").decision
    assert decision is not None
    assert (decision.decided_by, decision.class_code) == ("CT-TINH", "HTT")
    assert decision.mean == 70 + (293 - HALF_AN_ITEM) / 12  # 93.93: the ward is classed good, and so is he


def test_the_decision_is_in_time_and_everybody_is_told_before_it_is_public(year: PlayedYear) -> None:
    evening = year.on("2026-12-31")
    decision = evening.round.decision
    assert decision is not None
    assert (decision.decided_on, decision.late) == (date(2026, 12, 14), False)
    assert year.refusals["year-12-publish-too-early"] == "round.not_all_notified"
    reviews = [evening.review(f"PM-{number:02}") for number in range(1, 16)]
    assert all(each.notified and each.published for each in reviews)
    assert all(each.met_on == date(2026, 12, 10) for each in reviews)
    assert [each.staff for each in reviews if each.party_opinion] == ["PM-01", "PM-02", "PM-03", "PM-04", "PM-05"]


def test_the_petition_against_the_class_is_answered_before_the_year_ends(year: PlayedYear) -> None:
    petition = year.on("2026-12-31").review("PM-12").petitions[1]
    # Filed on Thursday 17 December: 18, 21, 22, 23, 24, 25 and 28 December.
    assert (petition.due_on, petition.answered_on, petition.status) == (date(2026, 12, 28), date(2026, 12, 24), "kept")


def test_the_history_of_a_person_ends_with_the_class_the_petition_and_its_answer(year: PlayedYear) -> None:
    of_the_year = [step.event for step in year.walks["PM-12"].steps if isinstance(step.event, ReviewEvent)]
    assert [(type(each).__name__, each.valid_on) for each in of_the_year] == [
        ("ReviewOpened", date(2026, 12, 1)),
        ("ClassSelfAssessed", date(2026, 12, 9)),
        ("ReviewMeetingRecorded", date(2026, 12, 10)),
        ("ClassDecided", date(2026, 12, 14)),
        ("ClassNotified", date(2026, 12, 14)),
        ("ClassPublished", date(2026, 12, 15)),
        ("ReviewPetitionFiled", date(2026, 12, 17)),
        ("ReviewPetitionAnswered", date(2026, 12, 24)),
    ]

"""The stories: what is told happened, and counts as the decree says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kpi_es.adapters.sample import stories
from kpi_es.domain.sheet_events import EntryCorrected, ResultAccepted, SheetConfirmed, SheetLocked
from kpi_es.evaluation import evaluate_sheet
from kpi_es.evaluation.sheet_facts import sheet_facts
from tests.sample.played_quarter import PlayedQuarter

POINTS = {"KT-01": 45, "DC-09": 80, "DC-08": 60, "DC-04": 25, "KT-02": 65, "DC-10": 45}
STANDARD = 5


def test_every_story_is_told_in_both_languages_about_somebody_in_the_wards(played: PlayedQuarter) -> None:
    told = stories()
    assert len({story.story for story in told}) == len(told) >= 16
    assert {story.staff for story in told} <= played.wards.people.keys()
    assert all(story.vi and story.en for story in told)


def test_the_hand_calculation_of_ht_012_in_july_is_what_the_engine_gives(played: PlayedQuarter) -> None:
    k = {item: Fraction(points, STANDARD) for item, points in POINTS.items()}
    assigned = 4 * k["KT-01"] + k["DC-09"] + k["DC-08"] + 2 * k["DC-04"] + 2 * k["KT-02"]
    assert assigned == 100  # 36 + 16 + 12 + 10 + 26; the ad-hoc DC-10 stays outside
    done = 4 * k["KT-01"] + k["DC-09"] + k["DC-08"] + 2 * k["DC-04"] + 1 * k["KT-02"] + k["DC-10"]
    a = done / assigned
    b = (done - k["DC-08"] / 4) / assigned
    c = (done - k["DC-09"] / 4) / assigned
    assert (a, b, c) == (Fraction(96, 100), Fraction(93, 100), Fraction(92, 100))  # 96, 96 − 3, 96 − 4
    result = 70 * (a + b + c) / 3
    assert result == Fraction(1967, 30)  # 70 × 281/300
    general = Fraction("4.5") * 2 + 2 * 4 + 1 + 2 * 3
    total = general + result
    assert total == Fraction(2687, 30)  # 24 + 65.5666… = 89.5666…: below 90, so HTT

    scored = played.score("HT-012", "2026-07")
    assert (scored.outputs["a"], scored.outputs["b"], scored.outputs["c"]) == (a, b, c)
    assert (scored.outputs["general"], scored.outputs["result"]) == (general, result)
    assert (scored.outputs["total"], scored.class_code) == (total, "HTT")


def test_the_handbook_charges_the_two_days_of_ht_012(played: PlayedQuarter) -> None:
    handbook = played.rule_book["nd335-2025-handbook"]
    facts = sheet_facts(played.sheet("HT-012", "2026-07"), played.member("HT-012"))
    scored = evaluate_sheet(handbook, facts, trace=False)
    assert scored.outputs["c"] == Fraction(88, 100)  # 96 − 2 days × 25 % of 16
    assert scored.outputs["total"] == Fraction(2659, 30)  # 24 + 70 × (96 + 93 + 88)/300


def test_the_tutorial_sheet_has_one_late_one_returned_one_excused_and_one_ad_hoc_line(
    played: PlayedQuarter,
) -> None:
    tasks = played.sheet("HT-012", "2026-07").tasks
    assert [line.task for line in tasks.values() if line.times_late and not line.excused] == ["T2"]
    assert tasks["T2"].days_late == 2  # due on the 15th, finished on the 17th
    assert [line.task for line in tasks.values() if line.quality_failures] == ["T3"]
    assert [line.task for line in tasks.values() if line.times_late and line.excused] == ["T4"]
    assert [line.task for line in tasks.values() if line.extra] == ["T6"]
    assert tasks["T5"].done == 1  # of 2


def test_lateness_counts_once_or_several_times(played: PlayedQuarter) -> None:
    assert played.sheet("DS-015", "2026-08").tasks["S1"].times_late == 1
    several = played.sheet("HT-009", "2026-07").tasks["S1"]
    assert several.times_late == 3
    assert several.days_late == 2 + 7 + 13  # due on the 15th, finished on the 17th, 22nd and 28th


def test_two_returns_are_two_times(played: PlayedQuarter) -> None:
    line = played.sheet("HT-029", "2026-09").tasks["S1"]
    assert line.quality_failures == 2
    assert line.done == 1
    assert line.times_late == 0


def test_objective_causes_excuse_timeliness_and_quality(played: PlayedQuarter) -> None:
    late = played.sheet("DS-009", "2026-08").tasks["S1"]
    assert late.times_late == 1
    assert late.excused == frozenset({"timeliness"})
    returned = played.sheet("HT-022", "2026-09").tasks["S1"]
    assert returned.quality_failures == 1
    assert returned.excused == frozenset({"quality"})


def test_what_one_gave_up_another_took_over_outside_the_plan(played: PlayedQuarter) -> None:
    giver = played.sheet("DS-032", "2026-07").tasks["S1"]
    taker = played.sheet("DS-033", "2026-07").tasks["S1"]
    assert giver.quantity == 2
    assert giver.done == giver.given_up == giver.handed_over == 1
    assert taker.kind == "taken_over"
    assert taker.extra
    assert taker.quantity == taker.done == 1


def test_an_extended_deadline_is_kept(played: PlayedQuarter) -> None:
    line = played.sheet("HT-008", "2026-08").tasks["S1"]
    assert line.due_on == date(2026, 8, 26)
    assert line.times_late == 0
    assert line.done == 3


def test_after_a_transfer_the_new_head_judges(played: PlayedQuarter) -> None:
    judges = {
        (event.valid_on >= date(2026, 8, 16), event.actor)
        for event in played.events("HT-019", "2026-08")
        if isinstance(event, ResultAccepted)
    }
    assert judges == {(False, "HT-016"), (True, "HT-026")}
    assert played.sheet("HT-019", "2026-08").unit == "van-phong"
    assert played.sheet("HT-019", "2026-09").unit == "van-hoa-xa-hoi"


def test_maternity_leave_from_august_leaves_only_a_july_sheet(played: PlayedQuarter) -> None:
    (leave,) = played.member("DS-018").leaves
    assert (leave.kind, leave.first, leave.last) == ("maternity", date(2026, 8, 1), date(2027, 1, 31))
    assert [bool(played.events("DS-018", f"2026-0{month}")) for month in (7, 8, 9)] == [True, False, False]


def test_a_corrected_sheet_is_confirmed_again_before_it_is_locked(played: PlayedQuarter) -> None:
    events = played.events("HT-041", "2026-07")
    told = [type(event) for event in events if isinstance(event, SheetConfirmed | EntryCorrected | SheetLocked)]
    assert told == [SheetConfirmed, EntryCorrected, SheetConfirmed, SheetLocked]
    (correction,) = (event for event in events if isinstance(event, EntryCorrected))
    assert (correction.former, correction.corrected) == ("17", "20")
    assert played.sheet("HT-041", "2026-07").tasks["S1"].done == 40  # 20 + 20


def test_discipline_decides_the_class_and_leaves_the_score(played: PlayedQuarter) -> None:
    (discipline,) = played.member("DS-008").disciplines
    assert (discipline.form, discipline.ground) == ("reprimand", "duty_violation")
    september = played.score("DS-008", "2026-09")
    assert september.outputs["total"] > 70
    assert september.class_code == "KHT"
    assert played.score("DS-008", "2026-08").class_code != "KHT"


def test_the_weak_month_stays_below_50_and_halves_item_d_of_the_director(played: PlayedQuarter) -> None:
    weak = played.score("DS-035", "2026-09")
    assert weak.outputs["total"] < 50
    assert weak.class_code == "KHT"
    leader = played.sheet("DS-030", "2026-09").leader
    assert leader is not None
    assert leader["d"] == Fraction(1, 2)


def test_a_result_entered_late_counts_by_the_day_it_was_finished(played: PlayedQuarter) -> None:
    (submitted,) = (
        event for event in played.events("DS-028", "2026-08") if event.command_id == "q3-DS-028-2026-08-submit-S1-1"
    )
    assert submitted.valid_on == date(2026, 8, 12)
    assert submitted.recorded_at.date() == date(2026, 8, 19)
    assert played.sheet("DS-028", "2026-08").tasks["S1"].times_late == 0

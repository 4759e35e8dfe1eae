"""Whole years of classification, at random: what must hold after every step, whatever anybody tries.

Everybody of every role sends valid and invalid commands while days pass, sheets are corrected and people disciplined.
For more of it: ``HYPOTHESIS_PROFILE=long pytest ...``.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kpi_es.domain.annual_review_events import ClassDecided, ClassDecisionReplaced, ReviewEvent
from kpi_es.domain.classification_round_events import HigherShareDecided, RoundDecided, RoundDecisionReplaced
from kpi_es.domain.event import Event
from kpi_es.domain.unit_review import UnitClassDecided, UnitClassReplaced
from tests.commands.year_office import CANDIDATES, GROUPS, UNIT_OF, YearOffice, year_office

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
ACTORS = ("an", "s1", "head-vh", "head-kt", "chair", "adviser", "adviser-b", "province", "operator:root", "dung")
CLASSES = ("HTXS", "HTT", "HT", "KHT")
LAST_DAY = date(2027, 3, 31)

people = st.sampled_from(CANDIDATES)
intruders = st.tuples(st.integers(0, 6), st.sampled_from(ACTORS)).map(lambda drawn: drawn[1] if drawn[0] == 3 else None)
"""Mostly None: whoever is entitled acts."""
mostly = st.integers(0, 4).map(lambda drawn: drawn != 2)
stages = st.sampled_from(("notified", "decided", "proposed", "prepared", "opened"))


class YearLives(RuleBasedStateMachine):
    """What may happen to the year of a ward, in any order."""

    @initialize(stage=stages)
    def the_year_has_come_so_far(self, stage: str) -> None:
        self.ward: YearOffice = year_office()
        getattr(self.ward, stage)()
        self.seen = self.ward.store.position()

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.ward.on(min(self.ward.clock.day + timedelta(days), LAST_DAY))

    @rule(
        name=st.sampled_from(
            ("propose_round", "decide_round", "notify_round", "publish_round", "replace_round_decision", "form_groups")
        ),
        actor=intruders,
    )
    def the_round_goes_on(self, name: str, actor: str | None) -> None:
        fields = {"groups": GROUPS} if name == "form_groups" else {}
        self._send(name, actor, **fields)

    @rule(outstanding=st.booleans(), actor=intruders)
    def the_share_is_set(self, outstanding: bool, actor: str | None) -> None:
        self._send("set_higher_share", actor or "province", outstanding=outstanding)

    @rule(actor=intruders, backwards=st.booleans())
    def a_tie_is_resolved(self, actor: str | None, backwards: bool) -> None:
        proposal = self.ward.round().proposal
        for tie in proposal.ties.values() if proposal else ():
            order = tie.staff[::-1] if backwards else tie.staff
            self._send("resolve_tie", actor, tie=tie.code, order=order)

    @rule(unit=st.sampled_from(("VH", "KT", "UBND")), class_code=st.sampled_from((None, *CLASSES)), actor=intruders,
          name=st.sampled_from(("decide_unit_class", "replace_unit_class")))  # fmt: skip
    def a_unit_is_classed(self, name: str, unit: str, class_code: str | None, actor: str | None) -> None:
        fields = {"unit": unit, "reason": "Nhận định"} | ({"class_code": class_code} if class_code else {})
        self._send(name, actor or ("province" if unit == "UBND" else "chair"), **fields)

    @rule(staff=people, points=st.sampled_from(("0", "1", "3", "5")), quarter=st.integers(1, 4), confirm=mostly)
    def a_sheet_is_corrected(self, staff: str, points: str, quarter: int, confirm: bool) -> None:
        manager = {"VH": "head-vh", "UBND": "chair"}.get(UNIT_OF.get(staff, ""), "head-kt")
        manager = "chair" if staff.startswith("head") else manager
        of_sheet = {"staff": staff, "period": f"2026-Q{quarter}"}
        entry: dict[str, Any] = {"task": ..., "delivery": ..., "field": "points", "criterion": "I.1"}
        self._send("correct_entry", manager, **of_sheet, **entry, corrected=points)
        if confirm:
            self._send("confirm_sheet", manager, **of_sheet)

    @rule(staff=people, ground=st.sampled_from(("duty_violation", "other")), act=st.sampled_from(("A-1", "A-2")))
    def somebody_is_disciplined(self, staff: str, ground: str, act: str) -> None:
        decision = f"QĐ {self.ward.store.position()}"
        self._send("record_discipline", "adviser", staff=staff, ground=ground, act=act, decision=decision,
                   valid_on="2026-11-02")  # fmt: skip

    @rule(staff=people, actor=intruders, outcome=st.sampled_from((None, "kept", "corrected", "annulled")))
    def somebody_petitions(self, staff: str, actor: str | None, outcome: str | None) -> None:
        self._send("file_review_petition", actor or staff, staff=staff)
        number = max(self.ward.review(staff).petitions, default=1)
        if outcome:
            self._send("answer_review_petition", actor, staff=staff, number=number, outcome=outcome)

    @rule(staff=people, class_code=st.sampled_from(CLASSES), actor=intruders)
    def one_class_is_replaced(self, staff: str, class_code: str, actor: str | None) -> None:
        self._send("replace_class_decision", actor, staff=staff, class_code=class_code)

    @invariant()
    def only_who_decides_has_decided(self) -> None:
        for event in self._new_events():
            match event:
                case RoundDecided() | ClassDecided():
                    assert event.actor == "chair"
                case HigherShareDecided():
                    assert event.actor == "province"
                case ClassDecisionReplaced() | RoundDecisionReplaced():
                    assert event.actor in {"chair", "province"}
                case UnitClassDecided() | UnitClassReplaced():
                    assert event.actor == ("province" if event.unit == "UBND" else "chair")
                case _:
                    pass
            assert not (isinstance(event, ReviewEvent) and "Decision" in event.TOPIC and event.actor == event.staff)

    @invariant()
    def the_cap_is_never_exceeded(self) -> None:
        state = self.ward.round()
        if state.decision is None:
            return
        share = Fraction(1, 4) if state.outstanding else Fraction(1, 5)
        entries = state.decision.entries.values()
        for group in (None, *(group.code for group in state.groups)):
            held = Counter(each.class_code for each in entries if group in (None, each.group))
            assert held["HTXS"] <= share * held["HTT"]

    @invariant()
    def everybodys_review_says_what_the_round_says(self) -> None:
        decision = self.ward.round().decision
        for staff, entry in decision.entries.items() if decision else ():
            standing = self.ward.review(staff).decision
            assert standing is not None
            assert (standing.class_code, standing.mean) == (entry.class_code, entry.mean)

    @invariant()
    def no_decision_is_lost(self) -> None:
        for staff in CANDIDATES:
            decisions = self.ward.review(staff).decisions
            versions = [each.version for each in decisions]
            assert versions == sorted(set(versions))

    def _send(self, name: str, actor: str | None, **fields: Any) -> None:
        self.ward.send(name, **fields, **({"actor": actor} if actor else {}))

    def _new_events(self) -> list[Event]:
        found = self.ward.store.after(self.seen, 10_000)
        self.seen = self.ward.store.position()
        return [each.event for each in found]


TestYearLives = YearLives.TestCase
TestYearLives.settings = settings(
    max_examples=200 if LONG else 25,
    stateful_step_count=40 if LONG else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

"""Makes up an ordinary month of a person from the duties of the post: always the same one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import yaml

from kpi_es.adapters.sample import choice
from kpi_es.adapters.sample.files import read_text
from kpi_es.adapters.sample.office_days import next_working_day, working_days
from kpi_es.adapters.sample.plans import CRITERION_MAXIMA, DeliveryPlan, Judgement, LinePlan, SheetPlan, Stage
from kpi_es.adapters.sample.wards import Person
from kpi_es.domain.sheet_events import LeaderItems

LIVE_PERIOD = "2026-09"
"""The month that is still being closed: not every sheet of it is locked."""

MANY = 12
"""From this quantity on a task is handed in by parts."""

FIRST_DUE = 6
"""No ordinary task is due before this working day of the month, counted from 0."""

HALF_POINT = Fraction(1, 2)

_RETURNED_FOR = (
    "Số liệu không khớp với hồ sơ gốc, làm sai kết luận",
    "Viện dẫn văn bản đã hết hiệu lực",
    "Thiếu thành phần hồ sơ bắt buộc",
    "Sai thẩm quyền giải quyết",
)
_STRENGTHS = (
    "Chủ động, bám sát tiến độ",
    "Phối hợp tốt với đồng nghiệp và các đơn vị",
    "Hồ sơ rõ ràng, ít phải chỉnh sửa",
    "Tận tình với người dân",
)


@dataclass(frozen=True, slots=True)
class Diligence:
    """How a month goes: likelihoods in percent, `done` the share of a large quantity that gets finished.

    `withheld` is how many half points are missing from the 30 general points.
    """

    done: tuple[int, int]
    one_missing: int
    late: int
    returned: int
    not_met: int
    exceeded: int
    withheld: tuple[int, int]


STRONG = Diligence((98, 100), 0, 3, 2, 0, 30, (5, 10))
GOOD = Diligence((76, 97), 14, 15, 8, 4, 10, (12, 19))
FAIR = Diligence((45, 72), 45, 35, 20, 8, 2, (15, 20))


@dataclass(frozen=True, slots=True)
class Duties:
    """What a post is assigned: items with the least and the most quantity."""

    core: Mapping[str, tuple[int, int]]
    varying: Mapping[str, tuple[int, int]]


def read_duties() -> dict[str, Duties]:
    """Return the duties by post title."""
    read = cast("dict[str, dict[str, Any]]", yaml.safe_load(read_text("duties.yaml")))
    return {
        post: Duties(
            *({item: (span[0], span[1]) for item, span in duties[part].items()} for part in ("core", "varying"))
        )
        for post, duties in read.items()
    }


def ordinary_sheet(person: Person, period: str, duties: Duties) -> SheetPlan:
    """Return the plan of one person's month."""
    diligence = _diligence(person, period)
    words = (person.staff, period)
    leader = _leader(words) if person.leads else None
    return SheetPlan(
        staff=person.staff,
        period=period,
        lines=tuple(_lines(words, _drawn(words, duties), diligence)),
        general=_general(words, diligence),
        reduced="III.1" if choice.happens(8, "reduced", *words) else None,
        leader=leader,
        strengths=choice.draw(_STRENGTHS, 1, "strength", *words)[0] if choice.happens(60, "praise", *words) else None,
        stage=_stage(words),
    )


def _diligence(person: Person, period: str) -> Diligence:
    standing = choice.number(100, "diligence", person.staff)
    month = choice.number(100, "month", person.staff, period)
    if person.leads:
        return STRONG if standing < 25 or month < 8 else GOOD
    if standing < 14:
        return GOOD if month < 20 else STRONG
    if standing < 90:
        return STRONG if month < 5 else FAIR if month >= 97 else GOOD
    return GOOD if month < 35 else FAIR


def _drawn(words: tuple[str, str], duties: Duties) -> Iterator[tuple[str, int]]:
    more = choice.between(3, 5, "more", *words)
    drawn = choice.draw(list(duties.varying.items()), more, "varying", *words)
    for item, (least, most) in (*duties.core.items(), *drawn):
        yield item, choice.between(least, most, "quantity", item, *words)


def _lines(words: tuple[str, str], drawn: Iterable[tuple[str, int]], diligence: Diligence) -> Iterator[LinePlan]:
    number = 0
    for number, (item, quantity) in enumerate(drawn, start=1):
        yield _line((*words, f"T{number}"), item, quantity, diligence)
    if choice.happens(22, "ad hoc", *words):
        yield _ad_hoc((*words, f"T{number + 1}"))


def _line(words: tuple[str, str, str], item: str, quantity: int, diligence: Diligence) -> LinePlan:
    days = working_days(words[1])
    late = choice.happens(diligence.late, "late", *words)
    if quantity >= MANY:
        due = len(days) - choice.between(3, 5, "due", *words)
        done = quantity * choice.between(*diligence.done, "done", *words) // 100
    else:
        due = choice.between(FIRST_DUE, len(days) - 4, "due", *words)
        done = quantity - choice.happens(diligence.one_missing, "missing", *words)
    finished = due + choice.between(1, 2, "delay", *words) if late else due - choice.number(3, "early", *words)
    return LinePlan(
        task=words[2],
        item=item,
        quantity=Fraction(quantity),
        assigned_on=days[choice.number(2, "assigned", *words)],
        due_on=days[due],
        deliveries=tuple(_deliveries(words, done, finished, diligence)) if done else (),
    )


def _deliveries(words: tuple[str, str, str], done: int, finished: int, diligence: Diligence) -> Iterator[DeliveryPlan]:
    """Make up the parts of a task, the last of them finished on the month's working day `finished`."""
    if done >= MANY:
        first = done * choice.between(40, 60, "part", *words) // 100
        middle = choice.between(3, finished - 2, "middle", *words)
        yield _delivery(words, 1, first, middle, _judgement(words, 1, diligence))
        yield _delivery(words, 2, done - first, finished, _judgement(words, 2, diligence))
        return
    returned = choice.happens(diligence.returned, "returned", *words)
    if returned:
        yield _delivery(words, 1, done, finished - 3, "returned")
    yield _delivery(words, 1 + returned, done, finished, _judgement(words, 1 + returned, diligence))


def _judgement(words: tuple[str, str, str], number: int, diligence: Diligence) -> Judgement:
    chance = choice.number(100, "judgement", *words, number)
    if chance < diligence.not_met:
        return "not_met"
    return "exceeded" if chance >= 100 - diligence.exceeded else "met"


def _delivery(
    words: tuple[str, str, str], number: int, quantity: int, finished: int, judgement: Judgement
) -> DeliveryPlan:
    day = working_days(words[1])[finished]
    same_day = choice.happens(35, "judged", *words, number)
    reason = choice.draw(_RETURNED_FOR, 1, "reason", *words)[0] if judgement == "returned" else None
    return DeliveryPlan(
        quantity=Fraction(quantity),
        finished_on=day,
        judged_on=day if same_day else next_working_day(day),
        judgement=judgement,
        reason=reason,
    )


def _ad_hoc(words: tuple[str, str, str]) -> LinePlan:
    days = working_days(words[1])
    assigned = choice.between(4, len(days) - 6, "ad hoc day", *words)
    finished = assigned + choice.number(3, "ad hoc finish", *words)
    item = choice.draw(("DC-10", "DC-04", "DC-18"), 1, "ad hoc item", *words)[0]
    return LinePlan(
        task=words[2],
        item=item,
        quantity=Fraction(1),
        assigned_on=days[assigned],
        due_on=days[assigned + 2],
        kind="ad_hoc",
        deliveries=(_delivery(words, 1, 1, finished, "met"),),
    )


def _general(words: tuple[str, str], diligence: Diligence) -> dict[str, Fraction]:
    points = dict(CRITERION_MAXIMA)
    withheld = choice.between(*diligence.withheld, "withheld", *words)
    for step in range(withheld):
        open_to = [name for name, value in points.items() if value > 1]
        points[open_to[choice.number(len(open_to), "criterion", *words, step)]] -= HALF_POINT
    return points


def _leader(words: tuple[str, str]) -> LeaderItems:
    initiative = choice.happens(60, "initiative", *words)
    united = choice.happens(93, "united", *words)
    # Item d is not stated: it follows from the scores of the people in charge.
    return LeaderItems(dd=Fraction(1) if initiative else HALF_POINT, e=Fraction(1) if united else HALF_POINT)


def _stage(words: tuple[str, str]) -> Stage:
    if words[1] != LIVE_PERIOD:
        return "locked"
    chance = choice.number(100, "stage", words[0])
    stages: tuple[tuple[int, Stage], ...] = (
        (55, "locked"),
        (85, "confirmed"),
        (92, "assessed"),
        (100, "open"),
    )
    return next(stage for below, stage in stages if chance < below)

"""Reading staff ids, periods and the three times from the command line."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Annotated

import typer

from kpi_es.domain.period import period_days
from kpi_es.domain.values import OFFICE_TIME_ZONE
from kpi_es.entrypoints.cli.invocation import BadInput
from kpi_es.entrypoints.person_history import NobodyByThisId, NoSheet

KnownAt = Annotated[
    str | None,
    typer.Option(metavar="T", help="Như đã biết vào lúc, 2026-08-15 hoặc 2026-08-15T09:00+07:00 / as known at"),
]
ValidOn = Annotated[
    str | None, typer.Option(metavar="D", help="Những việc tới ngày, 2026-08-15 / what held by the day")
]
Staff = Annotated[str, typer.Argument(metavar="STAFF", help="Mã công chức / staff id")]
Period = Annotated[str, typer.Argument(metavar="PERIOD", help="Kỳ: 2026-07 / period")]


def read_known_at(text: str | None) -> datetime | None:
    """Return a moment; a day alone means its end, and a missing zone is the office's."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if len(text) == len("2026-08-15"):
            moment = datetime.combine(moment.date(), time_of_day.max)
    except ValueError as wrong:
        raise BadInput(
            f"--known-at {text!r} không phải thời điểm; hãy viết 2026-08-15 hoặc 2026-08-15T09:00+07:00.",
            f"--known-at {text!r} is no moment; write 2026-08-15 or 2026-08-15T09:00+07:00.",
        ) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_TIME_ZONE)


def read_valid_on(text: str | None) -> date | None:
    """Return a day."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise BadInput(
            f"--valid-on {text!r} không phải một ngày; hãy viết như 2026-08-15.",
            f"--valid-on {text!r} is no day; write it like 2026-08-15.",
        ) from wrong


def read_period(text: str) -> str:
    """Return a period code. Raises BadInput naming the two spellings."""
    try:
        period_days(text)
    except ValueError as wrong:
        raise BadInput(
            f"{text!r} không phải một kỳ; hãy viết tháng như 2026-07 hoặc quý như 2026-Q3.", str(wrong)
        ) from wrong
    return text


@contextmanager
def known_person(staff: str, period: str | None = None) -> Generator[None]:
    """Turn an unknown person or a missing sheet into words."""
    try:
        yield
    except NobodyByThisId as nobody:
        raise BadInput(
            f"Không có ai mang mã {staff!r}; xem mã ở kpi scores.",
            f"Nobody is registered under {staff!r}; kpi scores lists the ids.",
        ) from nobody
    except NoSheet as none:
        listed = ", ".join(none.periods) or "—"
        raise BadInput(
            f"{staff} không có phiếu kỳ {period} vào thời điểm đó; các kỳ có phiếu: {listed}.",
            f"{staff} has no sheet for {period} at that time; there are sheets for: {listed}.",
        ) from none

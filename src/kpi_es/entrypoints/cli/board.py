"""What the scoreboard command shows: one period's rows with names, and what was decided by something but the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kpi_es.domain.period import months_of_quarter, period_days, period_kind
from kpi_es.domain.values import format_exact, parse_exact
from kpi_es.entrypoints.cli.invocation import BadInput
from kpi_es.entrypoints.wiring import Engine
from kpi_es.evaluation.classes import level_of
from kpi_es.rulebook import RuleBook
from kpi_projections.scoreboard.query import BoardRow, Scoreboard, results_by_agency, results_by_unit, scoreboard


@dataclass(frozen=True)
class Board:
    """The scoreboard of one period, with the months below a quarter, and names of people."""

    period: str
    months: tuple[str, ...]
    board: Scoreboard
    names: Mapping[str, str]
    log_position: int
    decided: frozenset[str]
    """Staff ids whose class in the period follows from a fact such as discipline, not from the score."""

    def as_json(self) -> dict[str, Any]:
        """Return the board for programs: exact numbers as text."""
        groups = [*results_by_agency(self.of_period()), *results_by_unit(self.of_period())]
        return {
            "period": self.period,
            "position": self.board.position,
            "log_position": self.log_position,
            "rows": [asdict(row) | {"name": self.names.get(row.staff)} for row in self.board.rows],
            "groups": [
                asdict(each) | {"mean": None if each.mean is None else format_exact(each.mean)} for each in groups
            ],
        }

    def of_period(self) -> list[BoardRow]:
        """Return the rows of the period itself, without the months below a quarter."""
        return [row for row in self.board.rows if row.period == self.period]


def scores_data(engine: Engine, agency: str | None, period: str | None) -> Board:
    """Return the board of a period, by default of the latest quarter there is. Raises BadInput."""
    if period is not None:
        _require_period(period)
    with engine.database.datastore.get_connection() as connection:
        whole = scoreboard(connection, agency, None, schema=engine.database.schema)
        known = sorted({row.period for row in whole.rows})
        chosen = period or max((each for each in known if "Q" in each), default=max(known, default=None))
        if agency is not None and agency not in whole.agencies:
            listed = ", ".join(sorted(whole.agencies)) or "—"
            raise BadInput(
                f"Không có cơ quan {agency!r}; hiện có: {listed}.", f"There is no agency {agency!r}; known: {listed}."
            )
        if chosen is None:
            raise BadInput(
                "Chưa có phiếu nào; hãy nhập nhân sự và giao việc, hoặc chạy kpi demo.",
                "There is no sheet yet; import staff and assign work, or run kpi demo.",
            )
        months = months_of_quarter(chosen) if period_kind(chosen) == "quarter" else ()
        rows = [row for row in whole.rows if row.period in (chosen, *months)]
        if not any(row.period == chosen for row in rows):
            rows += scoreboard(connection, agency, chosen, schema=engine.database.schema).rows
    board = Scoreboard(rows, whole.position, whole.units, whole.agencies)
    names = engine.directory.names({row.staff for row in rows})
    decided = frozenset(row.staff for row in rows if row.period == chosen and _is_decided(row, engine.rule_book))
    return Board(chosen, months, board, names, engine.store.position(), decided)


def _is_decided(row: BoardRow, rule_book: RuleBook) -> bool:
    if row.class_code is None or row.total is None or row.rule_set is None or row.rule_set not in rule_book:
        return False
    return level_of(rule_book[row.rule_set], parse_exact(row.total)).code != row.class_code


def _require_period(period: str) -> None:
    try:
        period_days(period)
    except ValueError as wrong:
        raise BadInput(
            f"{period!r} không phải một kỳ; hãy viết tháng như 2026-07 hoặc quý như 2026-Q3.", str(wrong)
        ) from wrong

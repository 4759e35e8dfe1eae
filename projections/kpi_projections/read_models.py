"""All read models there are."""

from __future__ import annotations

from kpi_es.rulebook import RuleBook
from kpi_projections.history.evolve import HistoryModel
from kpi_projections.indicators.evolve import IndicatorsModel
from kpi_projections.read_model import ReadModel
from kpi_projections.scoreboard.evolve import ScoreboardModel
from kpi_projections.watch.evolve import WatchModel


def read_models(rule_book: RuleBook) -> tuple[ReadModel, ...]:
    """Return every read model, new, in the order in which they are brought up to date."""
    return HistoryModel(), ScoreboardModel(rule_book), WatchModel(), IndicatorsModel()

"""Every event type as one full sentence, old value → new value where something is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kpi_es.domain.event import Event
from kpi_es.domain.topics import Aggregate
from kpi_projections.history.phrases import Words
from kpi_projections.history.words_of_indicators import INDICATOR_WORDS
from kpi_projections.history.words_of_offices import OFFICE_WORDS
from kpi_projections.history.words_of_procedure import PROCEDURE_WORDS
from kpi_projections.history.words_of_products import PRODUCT_WORDS
from kpi_projections.history.words_of_reviews import REVIEW_WORDS
from kpi_projections.history.words_of_rounds import ROUND_WORDS
from kpi_projections.history.words_of_sheets import SHEET_WORDS
from kpi_projections.history.words_of_staff import STAFF_WORDS

DESCRIBED: Mapping[type[Event], Any] = MappingProxyType(
    {
        **OFFICE_WORDS,
        **STAFF_WORDS,
        **SHEET_WORDS,
        **PRODUCT_WORDS,
        **PROCEDURE_WORDS,
        **INDICATOR_WORDS,
        **REVIEW_WORDS,
        **ROUND_WORDS,
    }
)
"""The function that describes each event type; a test holds it against the list of all topics."""


def in_words(event: Event, before: Aggregate) -> Words:
    """Return what an event says, given its stream's state before it. Raises KeyError for a type without words."""
    words: Words = DESCRIBED[type(event)](event, before)
    return words

"""Clocks: the real one, and the one of the sample data."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock; what a sender claims is ignored."""

    def now(self, sent_at: datetime | None = None) -> datetime:
        """Return the current time in UTC."""
        del sent_at
        return datetime.now(UTC)


class SampleClock:
    """Believes the time at which a sample command says it was sent, so that a past quarter can be played.

    Never for real data: whoever sends could choose the time of recording.
    """

    def now(self, sent_at: datetime | None = None) -> datetime:
        """Return the claimed time, the machine's time when none is claimed."""
        return (sent_at or datetime.now(UTC)).astimezone(UTC)

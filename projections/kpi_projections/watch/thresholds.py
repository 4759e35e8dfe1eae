"""From when on something is worth a look: the one place where the numbers of the watch stand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a flag is raised. A flag is a question to somebody, never a penalty, and moves no score.

    No text of law names these numbers: they are the house's own and can be asked differently at each reading.
    """

    effort_times_norm: Fraction = Fraction(2)
    """A person's accepted, converted work against the median of the unit's others: at least this many times it."""
    effort_people: int = 3
    """How many others with accepted work there must be in the unit for their median to say something."""
    bulk_hours: int = 24
    """The last hours of a period: so many before its last day ends, and everything later."""
    bulk_acceptances: int = 20
    """From so many results accepted in the last hours on a manager's approvals count as bulk ..."""
    bulk_share: Fraction = Fraction(1, 2)
    """... when they are at least this share of all the manager accepted for the period."""
    instant_seconds: int = 60
    """A result accepted within so many seconds of being entered can hardly have been looked at."""
    instant_least: int = 1
    """From so many such results of one manager in a period on."""
    never_returns_after: int = 50
    """A manager who judged so many results of a period and found no fault with any."""
    unbacked_least: int = 5
    """From so many accepted results of a person without evidence and without an office system behind them on ..."""
    unbacked_share: Fraction = Fraction(1, 2)
    """... when they are at least this share of the person's accepted results of the period."""
    late_entries: int = 3
    """From so many results or corrections recorded after the period's last day on, for one person."""

"""What a result was calculated from, so that anybody can calculate it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """The engine, the rules, the log position and the three times behind a result.

    `log_position` is the last event taken into account. `valid_on` is the day the facts hold, `known_at` the
    moment up to which they had been recorded (aware, UTC), `rules_on` the day whose rules were applied.
    """

    engine_version: str
    rule_set_id: str
    rule_set_hash: str
    log_position: int
    valid_on: date
    known_at: datetime
    rules_on: date

    def as_texts(self) -> dict[str, str | int]:
        """Return the receipt for JSON."""
        return {
            "engine_version": self.engine_version,
            "rule_set_id": self.rule_set_id,
            "rule_set_hash": self.rule_set_hash,
            "log_position": self.log_position,
            "valid_on": self.valid_on.isoformat(),
            "known_at": self.known_at.isoformat(),
            "rules_on": self.rules_on.isoformat(),
        }

"""The scoreboard read model: score and class so far, per person and period, by unit and agency."""

"""Who manages whom, told independently of the domain: the plain reading of Art 10.1 the machine checks against."""

from __future__ import annotations

from datetime import date

PARENTS = {"VH": "UBND", "KT": "UBND", "UBND": None}
_BEGINNING = date(2026, 1, 5)


class StaffOracle:
    """Remembers posts and headships as (day, value) in the order in which they became known."""

    def __init__(self) -> None:
        posts = {"an": "VH", "binh": "VH", "deputy-vh": "VH", "head-vh": "VH", "cuc": "KT", "head-kt": "KT"}
        heads = {"VH": "head-vh", "KT": "head-kt", "UBND": "chair"}
        self._posts: dict[str, list[tuple[date, str]]] = {who: [(_BEGINNING, at)] for who, at in posts.items()}
        self._heads: dict[str, list[tuple[date, str | None]]] = {at: [(_BEGINNING, who)] for at, who in heads.items()}

    def unit_of(self, staff: str, day: date) -> str:
        """Return the unit of the last post begun by a day; of two begun together, the one known later."""
        return max(((since, order, unit) for order, (since, unit) in enumerate(self._posts[staff]) if since <= day))[2]

    def head_of(self, unit: str, day: date) -> str | None:
        """Return who heads a unit on a day."""
        begun = [(since, order) for order, (since, _) in enumerate(self._heads[unit]) if since <= day]
        return self._heads[unit][max(begun)[1]][1] if begun else None

    def manager_of(self, staff: str, day: date) -> str | None:
        """Return the first head on the way up who is somebody else."""
        unit: str | None = self.unit_of(staff, day)
        while unit is not None:
            head = self.head_of(unit, day)
            if head not in (None, staff):
                return head
            unit = PARENTS[unit]
        return None

    def transferred(self, staff: str, unit: str, day: date) -> None:
        """Take note of a transfer; headships of that day fall vacant."""
        for headed in self._heads:
            if self.head_of(headed, day) == staff:
                self._heads[headed].append((day, None))
        self._posts[staff].append((day, unit))

    def named_head(self, unit: str, staff: str, day: date) -> None:
        """Take note of a new head."""
        self._heads[unit].append((day, staff))

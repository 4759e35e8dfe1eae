"""Changing an immutable value: a copy that differs in some fields."""

from __future__ import annotations

from typing import Any, TypeVar

Value = TypeVar("Value")


def changed(value: Value, **changes: Any) -> Value:
    """Return a copy of a frozen dataclass without slots, with some fields changed.

    Does what `dataclasses.replace` does for plain fields, several times faster: states are copied at every
    event, and calling `__init__` with twenty fields each time was a quarter of a command's cost.
    Raises TypeError for a field the value does not have.
    """
    copy = object.__new__(type(value))
    fields = copy.__dict__
    fields.update(value.__dict__)
    known = len(fields)
    fields.update(changes)
    if len(fields) != known:
        raise TypeError(f"{type(value).__name__} has no field {', '.join(changes.keys() - value.__dict__.keys())}")
    return copy

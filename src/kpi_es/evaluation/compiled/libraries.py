"""Ibis and Arrow without their types: both leave most of them open, and half a type is worse than none."""

from __future__ import annotations

from typing import Any

import ibis as _ibis
import pyarrow as _pyarrow

ibis: Any = _ibis
arrow: Any = _pyarrow

Column = Any
"""An Ibis expression over the columns of one table."""
Table = Any
"""An Ibis table."""
ArrowTable = Any
"""An Arrow table: rows in memory."""

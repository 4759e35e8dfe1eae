"""What `kpi bench rules` runs beside the compiled interpreter: made-up sheets, and the formula written by hand."""

from __future__ import annotations

LINES_OF_A_SHEET = 20
SCALES = {"general": 10, "d": 2, "dd": 2, "e": 2, "coefficient": 10}
"""Points and coefficients lie in tenths, leader items in halves."""

_SEED = 335


def make_sheets(count: int) -> str:
    """Return the statement that makes the sheets: nine in ten are staff, a few have no general points yet."""
    return f"""
        CREATE TABLE sheets AS SELECT
            i AS sheet,
            CASE WHEN i % 20 = 0 THEN 'head' WHEN i % 20 = 1 THEN 'deputy' ELSE 'staff' END AS role,
            CASE WHEN {_dice("i", 1)} % 500 > 0 THEN 150 + 5 * ({_dice("i", 2)} % 31) END::BIGINT AS general,
            (1 + {_dice("i", 3)} % 2)::BIGINT AS d,
            (1 + {_dice("i", 4)} % 2)::BIGINT AS dd,
            (1 + {_dice("i", 5)} % 2)::BIGINT AS e,
            {_dice("i", 6)} % 1000 = 0 AS fact_degradation,
            {_dice("i", 7)} % 500 = 0 AS fact_duty_discipline,
            {_dice("i", 8)} % 1000 = 0 AS fact_unit_corruption,
            false AS exact_only
        FROM range({count}) AS numbers(i)"""


def make_lines(count: int) -> str:
    """Return the statement that makes twenty lines a sheet: most done in full, some late, failed, excused, extra."""
    failed, late = _dice("j", 14), _dice("j", 15)
    return f"""
        CREATE TABLE lines AS SELECT
            j // {LINES_OF_A_SHEET} AS sheet,
            (1 + {_dice("j", 11)} % 100)::INTEGER AS coefficient,
            (1 + {_dice("j", 12)} % 10)::INTEGER AS assigned,
            (CASE WHEN {_dice("j", 13)} % 10 < 8 THEN 1 + {_dice("j", 12)} % 10 ELSE {_dice("j", 13)} % 7 END)::INTEGER
                AS done,
            (CASE WHEN {failed} % 8 = 0 THEN {failed} % 5 ELSE 0 END)::INTEGER AS quality_failures,
            (CASE WHEN {late} % 8 = 0 THEN {late} % 5 ELSE 0 END)::INTEGER AS times_late,
            (CASE WHEN {late} % 8 = 0 THEN {late} % 9 ELSE 0 END)::INTEGER AS days_late,
            {_dice("j", 16)} % 10 = 0 AS extra,
            {_dice("j", 17)} % 20 = 0 AS excused_quality,
            {_dice("j", 18)} % 20 = 0 AS excused_timeliness
        FROM range({count * LINES_OF_A_SHEET}) AS numbers(j)"""


def _dice(place: str, face: int) -> str:
    """Return a whole number that depends on the row, the face and the seed, and on nothing else."""
    return f"hash({place}, {_SEED + face})"


HAND_WRITTEN = """
    WITH totals AS (
        SELECT
            sheet,
            sum(coefficient * assigned) FILTER (NOT extra) / 10 AS assigned_total,
            sum(coefficient * done) / 10 AS completed_total,
            sum(coefficient * done * CASE WHEN excused_quality THEN 1::DOUBLE
                ELSE greatest(0, 1 - 0.25::DOUBLE * quality_failures) END) / 10 AS quality_total,
            sum(coefficient * done * CASE WHEN excused_timeliness THEN 1::DOUBLE
                ELSE greatest(0, 1 - 0.25::DOUBLE * times_late) END) / 10 AS timeliness_total
        FROM lines GROUP BY sheet
    ), ratios AS (
        SELECT
            sheet, role, general / 10 AS general, d / 2 AS d, dd / 2 AS dd, e / 2 AS e,
            assigned_total, completed_total, quality_total, timeliness_total,
            completed_total / nullif(assigned_total, 0) AS a,
            quality_total / nullif(assigned_total, 0) AS b,
            timeliness_total / nullif(assigned_total, 0) AS c,
            fact_degradation OR fact_duty_discipline OR (fact_unit_corruption AND role IN ('head', 'deputy')) AS failed
        FROM sheets LEFT JOIN totals USING (sheet)
    ), results AS (
        SELECT *, CASE WHEN role IN ('head', 'deputy') THEN (a + b + c + d + dd + e) / 6 ELSE (a + b + c) / 3 END
            AS result_ratio
        FROM ratios
    ), points AS (
        SELECT *, result_ratio * 70 AS result, general + result_ratio * 70 AS total FROM results
    )
    SELECT
        sheet, general, assigned_total, completed_total, quality_total, timeliness_total, d, dd, e, a, b, c,
        result_ratio, result, total,
        CASE WHEN coalesce(assigned_total, 0) = 0 THEN 'insufficient_data' WHEN total IS NULL THEN 'unknown'
            ELSE 'scored' END AS status,
        CASE WHEN total IS NULL THEN NULL WHEN failed THEN 'KHT' WHEN total >= 90 THEN 'HTXS'
            WHEN total >= 70 THEN 'HTT' WHEN total >= 50 THEN 'HT' ELSE 'KHT' END AS class
    FROM points"""
"""The Decree's formula (Art 14 to 17, 20) as one would write it for this one rule set, in plain doubles."""

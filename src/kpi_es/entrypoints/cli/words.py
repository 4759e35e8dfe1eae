"""Words that tables of several commands share, Vietnamese and English."""

from __future__ import annotations

from kpi_es.entrypoints.cli.invocation import Language

_WORDS: dict[str, tuple[str, str]] = {
    "HTXS": ("Hoàn thành xuất sắc", "Excellent"),
    "HTT": ("Hoàn thành tốt", "Good"),
    "HT": ("Hoàn thành", "Completed"),
    "KHT": ("Không hoàn thành", "Not completed"),
    "scored": ("đã có điểm", "scored"),
    "unknown": ("chưa đủ để chấm", "not known yet"),
    "insufficient_data": ("chưa đủ dữ liệu", "insufficient data"),
    "not_applicable": ("không áp dụng", "not applicable"),
    "not_classified": ("không xếp loại", "not classified"),
    "no_sheet": ("chưa có phiếu", "no sheet yet"),
    "open": ("đang mở", "open"),
    "confirmed": ("đã xác nhận", "confirmed"),
    "locked": ("đã khóa", "locked"),
    "maternity": ("nghỉ thai sản", "maternity leave"),
    "sick": ("nghỉ ốm", "sick leave"),
    "unpaid": ("nghỉ không lương", "unpaid leave"),
    "cadre": ("cán bộ, ngoài phạm vi", "cadre, not covered"),
    "public_employee": ("viên chức, ngoài phạm vi", "public employee, not covered"),
    "civil_servant": ("công chức, ngoài phạm vi", "civil servant, not covered"),
    "contract_worker": ("hợp đồng, ngoài phạm vi", "contract worker, not covered"),
}

COLOURS = {"HTXS": "green", "HTT": "cyan", "HT": "yellow", "KHT": "red"}


def word(code: str | None, language: Language) -> str:
    """Return a code in words; a code without words as it is, nothing as a dash."""
    if code is None:
        return "—"
    vi, en = _WORDS.get(code, (code, code))
    return vi if language == "vi" else en


def reason_in_words(reason: str | None, language: Language) -> str:
    """Return a reason such as `leave:maternity` in words."""
    return word(reason.partition(":")[2], language) if reason else ""


def decimal(text: str | None, language: Language) -> str:
    """Return a number's display with the decimal mark of the language, a dash for nothing."""
    if text is None:
        return "—"
    return text.replace(".", ",") if language == "vi" else text

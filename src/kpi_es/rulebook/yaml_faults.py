"""Says in both languages why a text is no YAML, and what to do: the parser itself knows English only."""

from __future__ import annotations

_INDENTED = (
    "các khóa cùng cấp phải thẳng cột, và mỗi khóa cần dấu hai chấm cùng một dấu cách",
    "keys of one level stand in one column, each with a colon and a space",
)
_OPEN = ("một dấu ngoặc { hoặc [ chưa được đóng, hoặc thiếu dấu phẩy", "a { or [ is not closed, or a comma is missing")
_FAULTS: dict[str, tuple[str, str]] = {
    "did not find expected key": _INDENTED,
    "could not find expected ':'": _INDENTED,
    "did not find expected '-' indicator": (
        "các mục của danh sách phải bắt đầu bằng '- ' và thẳng cột",
        "the items of a list begin with '- ' and stand in one column",
    ),
    "block sequence entries are not allowed": (
        "danh sách phải bắt đầu ở dòng dưới khóa",
        "a list begins on the line below its key",
    ),
    "mapping values are not allowed": (
        "thụt lề sai, hoặc câu có dấu hai chấm chưa đặt trong dấu nháy kép",
        "the indentation is wrong, or a text with a colon needs double quotes",
    ),
    "',' or '}'": _OPEN,
    "',' or ']'": _OPEN,
    "did not find expected node content": _OPEN,
    "unexpected end of stream": (
        "một dấu nháy chưa được đóng",
        "a quotation mark is not closed",
    ),
    "that cannot start any token": (
        "ký tự không được đứng đầu giá trị (phím Tab, @, `, %); thụt lề bằng dấu cách, đặt câu trong dấu nháy kép",
        "a sign that can not begin a value (a tab, @, `, %); indent with spaces, put the text in double quotes",
    ),
    "tab character": ("thụt lề bằng dấu cách, không dùng phím Tab", "indent with spaces, not with tabs"),
}
_UNKNOWN = ("hãy xem thụt lề, dấu hai chấm, dấu nháy ở dòng này", "look at indentation, colons and quotes of this line")


def yaml_fault(problem: str) -> tuple[str, str]:
    """Return what to tell of a problem of the YAML parser, in Vietnamese and English."""
    vi, en = next((told for known, told in _FAULTS.items() if known in problem), _UNKNOWN)
    return (
        f"tệp không đúng cú pháp YAML ở dòng này hoặc ngay trên: {vi}",
        f"not readable as YAML here: {en} ({problem})",
    )

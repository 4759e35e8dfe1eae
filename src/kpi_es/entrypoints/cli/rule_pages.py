"""Writes the pages of docs/rule-sets/: one for each rule set, Vietnamese first, and their index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from kpi_es.rulebook import Bilingual, DescriptionLine, RuleBook, RuleSet
from kpi_es.rulebook.describing import describe_rule_set, parameter_in_words
from kpi_es.rulebook.rule_set import Parameter
from kpi_es.rulebook.wording import GROUP_TITLES, SECTION_TITLES

_GENERATED = (
    "Trang này được sinh ra từ tệp bộ quy tắc bằng `kpi rules docs`; sửa tệp, không sửa trang.\n"
    "This page is generated from the rule set file by `kpi rules docs`; change the file, not the page."
)
_INDEX = f"""\
# Các bộ quy tắc / Rule sets

{_GENERATED}

Mỗi trang kể lại toàn bộ một bộ quy tắc: căn cứ, tham số kèm điều khoản, công thức, mức xếp loại, chỗ văn bản không nói
và bộ quy tắc đã chọn gì. Cách viết một bộ quy tắc: [ngôn ngữ](../rule-set-language.md).
Each page tells a whole rule set: what it rests on, parameters with their articles, formulas, classes, where the law is
silent and what was chosen there. How to write one: [the language](../rule-set-language.md).
"""
_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_PARAMETER_HEAD = Bilingual("Tham số | Giá trị | Điều khoản | Tên", "Parameter | Value | Article | Name")
_SILENT_TITLE = Bilingual(
    "Văn bản không nói, bộ quy tắc này chọn", "Where the law is silent, and what this rule set chose"
)
_SILENT_HEAD = Bilingual("Về việc | Chọn | Cách hiểu khác | Vì sao", "About | Chosen | Other readings | Why")
_NEVER_SILENT = Bilingual(
    "Không có: mọi giá trị đều có trong văn bản.", "Nowhere: every value stands in the documents."
)
_NO_OTHER = Bilingual("giá trị khác", "another value")
_YES_OR_NO = (Bilingual("có", "yes"), Bilingual("không", "no"))
_INDEX_HEAD = (
    "| bộ quy tắc / rule set | tên / title | áp dụng cho / applies to | hiệu lực / in force | đối chiếu / checked |"
    " không nói / silent |\n|---|---|---|---|---|---|"
)
_SPECIAL = re.compile(r"([\\*_<>\[\]|~])")


def rule_set_pages(book: RuleBook) -> dict[str, str]:
    """Return the text of every page by file name: `ID.md` for each rule set, and the index `README.md`."""
    pages = {f"{rule_set.id}.md": rule_set_page(rule_set) for rule_set in book.values()}
    return {"README.md": _index(book), **pages}


def is_generated(text: str) -> bool:
    """Tell whether a text is a page written by this module, for whatever rule set."""
    return _GENERATED in text


def rule_set_page(rule_set: RuleSet) -> str:
    """Return the page of one rule set."""
    parts = [f"# {escaped(rule_set.title.vi)}\n\n**{escaped(rule_set.title.en)}**", _GENERATED]
    for lang, name in _LANGUAGES.items():
        parts.append(f"## {name}")
        parts.extend(_sections(rule_set, lang))
    return "\n\n".join(parts) + "\n"


def _sections(rule_set: RuleSet, lang: str) -> Iterator[str]:
    """Yield the description of a rule set in one language, part by part; parameters become tables."""
    parameters = SECTION_TITLES["parameters"].in_language(lang)
    for heading, lines in _parted(describe_rule_set(rule_set, lang)):
        yield f"### {escaped(heading)}"
        if heading == parameters:
            yield _parameter_table(rule_set.parameters.values(), lang)
            yield f"### {_SILENT_TITLE.in_language(lang)}"
            yield _silent_table(rule_set.parameters.values(), lang)
        elif lines:
            yield "\n".join(f"{'  ' * (line.level - 1)}- {escaped(line.marked)}" for line in lines)


def _parted(lines: list[DescriptionLine]) -> Iterator[tuple[str, list[DescriptionLine]]]:
    heading = ""
    for is_heading, part in groupby(lines, key=lambda line: line.level == 0):
        if not is_heading:
            yield heading, list(part)
            continue
        *empty, heading = [line.marked for line in part]
        yield from ((each, []) for each in empty)


def _parameter_table(parameters: Iterable[Parameter], lang: str) -> str:
    rows = [
        (each.title.in_language(lang), parameter_in_words(each, lang), each.source, f"`{each.name}`")
        for each in parameters
    ]
    return _table(_PARAMETER_HEAD.in_language(lang), rows)


def _silent_table(parameters: Iterable[Parameter], lang: str) -> str:
    rows = [
        (each.title.in_language(lang), parameter_in_words(each, lang), _others(each, lang), each.why.in_language(lang))
        for each in parameters
        if each.why is not None
    ]
    return _table(_SILENT_HEAD.in_language(lang), rows) if rows else _NEVER_SILENT.in_language(lang)


def _others(parameter: Parameter, lang: str) -> str:
    """Return how else the law could be read."""
    if isinstance(parameter.value, bool):
        return _YES_OR_NO[parameter.value].in_language(lang)
    others = [title.in_language(lang) for word, title in parameter.choices.items() if word != parameter.value]
    return "; ".join(others) or _NO_OTHER.in_language(lang)


def _table(head: str, rows: Iterable[tuple[str, ...]]) -> str:
    columns = head.count("|") + 1
    lines = [f"| {' | '.join(map(escaped, row))} |" for row in rows]
    return "\n".join([f"| {head} |", "|" + "---|" * columns, *lines])


def _index(book: RuleBook) -> str:
    rows = [_index_row(rule_set) for rule_set in book.values()]
    return "\n".join([_INDEX, _INDEX_HEAD, *rows]) + "\n"


def _index_row(rule_set: RuleSet) -> str:
    groups = ", ".join(GROUP_TITLES[each.group].vi for each in rule_set.applies_to)
    until = f" – {rule_set.valid_until:%d/%m/%Y}" if rule_set.valid_until else ""
    beyond = rule_set.over_fulfilment
    silent = sum(parameter.silent for parameter in rule_set.parameters.values())
    silent += beyond is not None and beyond.why is not None
    title = f"{escaped(rule_set.title.vi)}<br>{escaped(rule_set.title.en)}"
    return (
        f"| [{rule_set.id}]({rule_set.id}.md) | {title} | {groups} | {rule_set.valid_from:%d/%m/%Y}{until}"
        f" | {rule_set.checked_on:%d/%m/%Y} | {silent} |"
    )


def escaped(marked: str) -> str:
    """Return a text for Markdown: what stands between backticks as it is, every sign of Markdown elsewhere escaped."""
    parts = re.split(r"(`[^`]*`)", marked)
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\1", part) for part in parts)

"""Tells a rule set in words, in the order of the law: what it cites, chooses, calculates and decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpi_es.domain.values import format_exact
from kpi_es.rulebook.language.scope import Abolished
from kpi_es.rulebook.rule_set import Bilingual, Clause, Definition, Parameter, RuleSet, StatusRule


@dataclass(frozen=True, slots=True)
class DescriptionLine:
    """One line of a description; `level` 0 is a heading, 1 an entry, 2 a detail below it."""

    level: int
    text: str


_HEADINGS = {
    "citations": Bilingual("Căn cứ", "Rests on"),
    "applies": Bilingual("Áp dụng cho", "Applies to"),
    "notes": Bilingual("Ghi chú", "Notes"),
    "parameters": Bilingual("Tham số", "Parameters"),
    "general": Bilingual("Tiêu chí chung", "General criteria"),
    "lines": Bilingual("Từng dòng nhiệm vụ", "Each task line"),
    "sums": Bilingual("Tổng của phiếu", "Totals of the sheet"),
    "statuses": Bilingual("Không chấm điểm khi", "Not scored when"),
    "ratios": Bilingual("Tỷ lệ", "Ratios"),
    "leader": Bilingual("Mục của lãnh đạo, quản lý", "Leader items"),
    "results": Bilingual("Kết quả thực hiện nhiệm vụ", "Task results"),
    "points": Bilingual("Điểm", "Points"),
    "classes": Bilingual("Mức xếp loại", "Classes"),
    "overrides": Bilingual("Quyết định mức xếp loại, không phụ thuộc điểm", "Decides the class whatever the score"),
    "coefficient": Bilingual("Hệ số quy đổi", "Conversion coefficient"),
}
_GROUPS = {
    "civil_servant": Bilingual("công chức", "civil servants"),
    "cadre": Bilingual("cán bộ", "cadres"),
    "public_employee": Bilingual("viên chức", "public employees"),
    "contract_worker": Bilingual("người lao động hợp đồng", "contract workers"),
}
_ROLES = {
    "staff": Bilingual("công chức không giữ chức vụ", "staff"),
    "head": Bilingual("người đứng đầu", "head"),
    "deputy": Bilingual("cấp phó", "deputy"),
    "support": Bilingual("nhân viên hỗ trợ, phục vụ", "support staff"),
    "contract": Bilingual("lao động hợp đồng", "contract worker"),
}
_SILENT = Bilingual("văn bản không nói, bộ quy tắc chọn vì", "the law is silent, chosen because")


def describe_rule_set(rule_set: RuleSet, lang: str) -> list[DescriptionLine]:
    """Return the whole rule set as lines of text, in Vietnamese unless `lang` is `en`."""
    return list(_Description(lang).lines(rule_set))


class _Description:
    def __init__(self, lang: str) -> None:
        self._lang = lang

    def lines(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        yield from self._identity(rule_set)
        yield self._heading("parameters")
        for parameter in rule_set.parameters.values():
            yield from self._parameter(parameter)
        yield from self._general(rule_set)
        sheet = rule_set.sheet
        yield from self._definitions("lines", sheet.lines)
        yield from self._definitions("sums", sheet.sums)
        yield self._heading("statuses")
        yield from self._statuses(sheet.statuses)
        yield from self._definitions("ratios", sheet.ratios)
        yield from self._leader(rule_set)
        yield from self._definitions("results", sheet.results)
        yield from self._definitions("points", sheet.points)
        yield from self._classes(rule_set)
        for period in rule_set.periods.values():
            yield DescriptionLine(0, self._in(period.title))
            yield from self._statuses(period.statuses)
            yield from self._each((*period.sums, *period.scores))
        if rule_set.cap:
            yield DescriptionLine(0, self._in(rule_set.cap.title))
            yield from self._each((*rule_set.cap.limits, *rule_set.cap.allowed))
        yield from self._definitions("coefficient", rule_set.coefficient)

    def _in(self, text: Bilingual) -> str:
        return text.in_language(self._lang)

    def _number(self, value: Fraction, unit: str = "points") -> str:
        text = f"{format_exact(value * 100)} %" if unit in ("share", "shares") else format_exact(value)
        return text if self._lang == "en" else text.replace(".", ",")

    def _day(self, day: date) -> str:
        return f"{day}" if self._lang == "en" else f"{day:%d/%m/%Y}"

    def _heading(self, name: str) -> DescriptionLine:
        return DescriptionLine(0, self._in(_HEADINGS[name]))

    def _identity(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        checked = self._in(Bilingual("đối chiếu với nguồn ngày", "checked against its source on"))
        force = self._in(Bilingual("hiệu lực từ", "in force from"))
        until = f" – {self._day(rule_set.valid_until)}" if rule_set.valid_until else ""
        yield DescriptionLine(0, f"{rule_set.id}: {self._in(rule_set.title)}")
        yield DescriptionLine(
            1, f"{force} {self._day(rule_set.valid_from)}{until}; {checked} {self._day(rule_set.checked_on)}"
        )
        yield DescriptionLine(1, f"sha256 {rule_set.hash}")
        yield self._heading("citations")
        for citation in rule_set.citations:
            yield DescriptionLine(1, f"{citation.document}: {self._in(citation.title)}")
        yield self._heading("applies")
        for application in rule_set.applies_to:
            condition = f", {self._in(application.condition)}" if application.condition else ""
            yield DescriptionLine(1, f"{self._in(_GROUPS[application.group])}{condition} ({application.source})")
        if rule_set.notes:
            yield self._heading("notes")
        yield from (DescriptionLine(1, self._in(note)) for note in rule_set.notes)

    def _parameter(self, parameter: Parameter) -> Iterator[DescriptionLine]:
        value = self._value(parameter)
        yield DescriptionLine(1, f"{self._in(parameter.title)}: {value} ({parameter.source}) [{parameter.name}]")
        if parameter.why is not None:
            yield DescriptionLine(2, f"{self._in(_SILENT)}: {self._in(parameter.why)}")

    def _value(self, parameter: Parameter) -> str:
        value = parameter.value
        if isinstance(value, bool):
            return self._in(Bilingual("có", "yes") if value else Bilingual("không", "no"))
        if isinstance(value, Abolished):
            return self._in(Bilingual("đã bãi bỏ", "abolished"))
        if isinstance(value, str):
            return self._in(parameter.choices[value])
        if isinstance(value, tuple):
            return ", ".join(self._number(share, parameter.unit) for share in value)
        return self._number(Fraction(value), parameter.unit)

    def _general(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        table = rule_set.general
        yield DescriptionLine(0, f"{self._in(_HEADINGS['general'])}: {self._number(table.maximum)} ({table.source})")
        for group in table.groups:
            yield DescriptionLine(1, f"{group.id} {self._in(group.title)}: {self._number(group.maximum)}")
            for criterion in group.criteria:
                points = self._number(criterion.maximum)
                yield DescriptionLine(2, f"{criterion.id} {self._in(criterion.title)}: {points}")

    def _definitions(self, heading: str, definitions: Iterable[Definition]) -> Iterator[DescriptionLine]:
        yield self._heading(heading)
        yield from self._each(definitions)

    def _each(self, definitions: Iterable[Definition]) -> Iterator[DescriptionLine]:
        for definition in definitions:
            yield DescriptionLine(1, f"{self._in(definition.title)} [{definition.name}]")
            if definition.everyone is not None:
                yield DescriptionLine(2, _formula(definition.name, definition.everyone))
            for role, clause in definition.by_role.items():
                yield DescriptionLine(2, f"{self._in(_ROLES[role])}: {_formula(definition.name, clause)}")

    def _statuses(self, statuses: Iterable[StatusRule]) -> Iterator[DescriptionLine]:
        for rule in statuses:
            yield DescriptionLine(1, f"{self._in(rule.title)} [{rule.status}]")
            yield DescriptionLine(2, f"{rule.when.formula.text} ({rule.when.source})")

    def _leader(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        yield self._heading("leader")
        for item in rule_set.leader_items.items:
            yield DescriptionLine(1, f"{self._in(item.title)} ({item.source})")
            if item.full is not None:
                yield DescriptionLine(2, f"100 %: {self._in(item.full)}")
            if item.half is not None:
                yield DescriptionLine(2, f"50 %: {self._in(item.half)}")

    def _classes(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        yield self._heading("classes")
        for level in rule_set.classes:
            starts = f" >= {self._number(level.starts)}" if level.starts is not None else ""
            yield DescriptionLine(1, f"{level.code} {self._in(level.title)}{starts} ({level.source})")
        yield self._heading("overrides")
        for override in rule_set.overrides:
            text = f"{self._in(override.title)} → {override.class_code} ({override.source})"
            yield DescriptionLine(1, f"{text} [{override.fact}]")
        yield from (DescriptionLine(1, f"{self._in(x.title)} ({x.source})") for x in rule_set.unit_limits)


def _formula(name: str, clause: Clause) -> str:
    return f"{name} = {clause.formula.text} ({clause.source})"

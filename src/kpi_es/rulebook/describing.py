"""Tells a rule set in words, in the order of the law: what it cites, chooses, calculates and decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpi_es.domain.values import format_exact
from kpi_es.rulebook.language.scope import Abolished
from kpi_es.rulebook.rule_set import (
    At,
    Bilingual,
    ClassLevel,
    Clause,
    Definition,
    GeneralTable,
    Measure,
    OverFulfilment,
    Override,
    Parameter,
    PeriodRules,
    RuleSet,
    StatusRule,
    TitledTable,
)
from kpi_es.rulebook.wording import (
    CAP_PERIOD_TITLES,
    GROUP_TITLES,
    PLACE_TITLES,
    ROLE_TITLES,
    SECTION_TITLES,
    SILENT,
    UNIT_TITLES,
)


@dataclass(frozen=True, slots=True)
class DescriptionLine:
    """One line of a description; `level` 0 is a heading, 1 an entry, 2 a detail below it.

    In `marked`, formulas and names of the file stand between backticks.
    """

    level: int
    marked: str

    @property
    def text(self) -> str:
        """The line for reading on a terminal."""
        return self.marked.replace("`", "")


def describe_rule_set(rule_set: RuleSet, lang: str) -> list[DescriptionLine]:
    """Return the whole rule set as lines of text, in Vietnamese unless `lang` is `en`."""
    return list(_Description(rule_set, lang).lines(rule_set))


def parameter_in_words(parameter: Parameter, lang: str) -> str:
    """Return the value of a parameter as a reader of the law would write it."""
    value = parameter.value
    if isinstance(value, bool):
        return (_YES if value else _NO).in_language(lang)
    if isinstance(value, Abolished):
        return _ABOLISHED.in_language(lang)
    if isinstance(value, str):
        return parameter.choices[value].in_language(lang)
    if isinstance(value, tuple):
        return ", ".join(_number_in_words(share, parameter.unit, lang) for share in value)
    return _number_in_words(Fraction(value), parameter.unit, lang)


def _number_in_words(value: Fraction, unit: str, lang: str) -> str:
    text = f"{format_exact(value * 100)} %" if unit in ("share", "shares") else format_exact(value)
    return text if lang == "en" else text.replace(".", ",")


class _Description:
    def __init__(self, rule_set: RuleSet, lang: str) -> None:
        self._lang = lang
        self._all_roles = rule_set.roles
        self._role_titles = ROLE_TITLES | {each.role: each.title for each in rule_set.role_titles}

    def lines(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        yield from self._identity(rule_set)
        yield from self._declarations(rule_set)
        for table in rule_set.general_tables:
            yield from self._general(table)
        yield from self._sheet(rule_set)
        yield from self._classes(rule_set)
        for period in rule_set.periods.values():
            yield from self._period(period)
        if rule_set.cap:
            yield DescriptionLine(0, self._in(rule_set.cap.title))
            yield DescriptionLine(1, f"{self._in(_COUNTED)} {self._in(CAP_PERIOD_TITLES[rule_set.cap.period])}")
            yield from self._each((*rule_set.cap.limits, *rule_set.cap.allowed))
        yield from self._definitions("coefficient", rule_set.coefficient)

    def _declarations(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        if rule_set.role_titles:
            yield self._heading("roles")
        for each in rule_set.role_titles:
            yield DescriptionLine(1, f"{self._in(each.title)} ({each.source}) [`{each.role}`]")
        yield self._heading("parameters")
        for parameter in rule_set.parameters.values():
            yield from self._parameter(parameter)
        if rule_set.tables:
            yield self._heading("tables")
        for table in rule_set.tables.values():
            yield from self._table(table)
        if rule_set.facts:
            yield self._heading("facts")
        for fact in rule_set.facts:
            yield DescriptionLine(1, f"{self._in(fact.title)} ({fact.source}) [`{fact.name}`]")
        if rule_set.sheet.measures:
            yield self._heading("measures")
        for measure in rule_set.sheet.measures:
            yield self._measure(measure)
        yield from self._over_fulfilment(rule_set.over_fulfilment)

    def _sheet(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        sheet = rule_set.sheet
        yield from self._definitions("lines", sheet.lines)
        yield from self._definitions("sums", sheet.sums)
        if sheet.statuses:
            yield self._heading("statuses")
        yield from self._statuses(sheet.statuses)
        yield from self._definitions("ratios", sheet.ratios)
        yield from self._leader(rule_set)
        yield from self._definitions("results", sheet.results)
        yield from self._definitions("points", sheet.points)

    def _period(self, period: PeriodRules) -> Iterator[DescriptionLine]:
        yield DescriptionLine(0, self._in(period.title))
        yield from self._statuses(period.statuses)
        yield from self._each((*period.sums, *period.scores))
        for each in period.classes:
            when = self._in(_EVERYBODY_LEFT) if each.when is None else f"`{each.when.formula.text}`"
            yield DescriptionLine(1, f"{each.code}: {when} ({each.source})")

    def _table(self, titled: TitledTable) -> Iterator[DescriptionLine]:
        table = titled.table
        yield DescriptionLine(1, f"{self._in(titled.title)} ({titled.source}) [`{table.name}`]")
        sign = {"from": "≥", "up_to": "≤", "is": "="}[table.by]
        for row in table.rows:
            value = self._number(row.value, table.unit)
            if row.bound is None:
                fits = self._in(_THE_REST)
            else:
                bound = row.bound if isinstance(row.bound, str) else self._number(row.bound, table.input_unit)
                fits = f"{sign} {bound}"
            yield DescriptionLine(2, f"{fits}: {value}{f' ({row.source})' if row.source else ''}")

    def _measure(self, measure: Measure) -> DescriptionLine:
        words = [", ".join(f"`{each}`" for each in measure.choices) or self._in(UNIT_TITLES[measure.unit])]
        for sign, limit in (("≥", measure.at_least), ("≤", measure.at_most)):
            if limit is not None:
                words.append(f"{sign} {self._number(limit, measure.unit)}")
        words.append(f"{self._in(_MISSING)} {self._missing(measure)}")
        return DescriptionLine(
            1, f"{self._in(measure.title)}: {'; '.join(words)} ({measure.source}) [`{measure.name}`]"
        )

    def _over_fulfilment(self, rule: OverFulfilment | None) -> Iterator[DescriptionLine]:
        """Yield nothing where the rule set does not speak of it: then no line takes more than was assigned."""
        if rule is None:
            return
        yield self._heading("over_fulfilment")
        yield DescriptionLine(1, f"{self._in(_ALLOWED)}: {self._in(_YES if rule.allowed else _NO)} ({rule.source})")
        if rule.why is not None:
            yield DescriptionLine(2, f"{self._in(SILENT)}: {self._in(rule.why)}")

    def _missing(self, measure: Measure) -> str:
        if measure.when_missing is None:
            return self._in(_NOT_KNOWN)
        if isinstance(measure.when_missing, str):
            return f"`{measure.when_missing}`"
        return self._number(Fraction(measure.when_missing), measure.unit)

    def _of(self, roles: frozenset[str]) -> str:
        """Return the roles something is said of; nothing where it holds for all."""
        if roles >= self._all_roles:
            return ""
        return " – " + ", ".join(self._in(title) for role, title in self._role_titles.items() if role in roles)

    def _in(self, text: Bilingual) -> str:
        return text.in_language(self._lang)

    def _number(self, value: Fraction, unit: str = "points") -> str:
        return _number_in_words(value, unit, self._lang)

    def _day(self, day: date) -> str:
        return f"{day}" if self._lang == "en" else f"{day:%d/%m/%Y}"

    def _heading(self, name: str) -> DescriptionLine:
        return DescriptionLine(0, self._in(SECTION_TITLES[name]))

    def _identity(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        checked = self._in(Bilingual("đối chiếu với nguồn ngày", "checked against its source on"))
        force = self._in(Bilingual("hiệu lực từ", "in force from"))
        until = f" – {self._day(rule_set.valid_until)}" if rule_set.valid_until else ""
        yield DescriptionLine(0, f"{rule_set.id}: {self._in(rule_set.title)}")
        yield DescriptionLine(
            1, f"{force} {self._day(rule_set.valid_from)}{until}; {checked} {self._day(rule_set.checked_on)}"
        )
        yield DescriptionLine(1, f"sha256 `{rule_set.hash}`")
        yield self._heading("citations")
        for citation in rule_set.citations:
            yield DescriptionLine(1, f"{citation.document}: {self._in(citation.title)}")
        yield self._heading("applies_to")
        for application in rule_set.applies_to:
            condition = f", {self._in(application.condition)}" if application.condition else ""
            if application.until:
                condition += f", {self._in(_UNTIL)} {self._day(application.until)}"
            yield DescriptionLine(1, f"{self._in(GROUP_TITLES[application.group])}{condition} ({application.source})")
        if rule_set.based_on:
            yield DescriptionLine(0, f"{self._in(_BASED_ON)} {rule_set.based_on}")
        for change in rule_set.changes:
            text = f"{change.change}: {self._in(change.title)} ({change.source}) [`{change.at}`]"
            yield DescriptionLine(1, text)
        if rule_set.notes:
            yield self._heading("notes")
        yield from (DescriptionLine(1, self._in(note)) for note in rule_set.notes)

    def _parameter(self, parameter: Parameter) -> Iterator[DescriptionLine]:
        value = parameter_in_words(parameter, self._lang)
        yield DescriptionLine(1, f"{self._in(parameter.title)}: {value} ({parameter.source}) [`{parameter.name}`]")
        if parameter.why is not None:
            yield DescriptionLine(2, f"{self._in(SILENT)}: {self._in(parameter.why)}")

    def _general(self, table: GeneralTable) -> Iterator[DescriptionLine]:
        title = table.title or SECTION_TITLES["general_criteria"]
        yield DescriptionLine(0, f"{self._in(title)}: {self._number(table.maximum)} ({table.source})")
        for group in table.groups:
            yield DescriptionLine(1, f"{group.id} {self._in(group.title)}: {self._number(group.maximum)}")
            for criterion in group.criteria:
                points = self._number(criterion.maximum)
                if criterion.binary:
                    points += f" {self._in(_ALL_OR_NOTHING)}"
                if criterion.step is not None:
                    points += f" ({self._in(_IN_STEPS)} {self._number(criterion.step)})"
                yield DescriptionLine(2, f"{criterion.id} {self._in(criterion.title)}: {points}")

    def _definitions(self, heading: str, definitions: Iterable[Definition]) -> Iterator[DescriptionLine]:
        found = tuple(definitions)
        if found:
            yield self._heading(heading)
        yield from self._each(found)

    def _each(self, definitions: Iterable[Definition]) -> Iterator[DescriptionLine]:
        for definition in definitions:
            yield DescriptionLine(1, f"{self._in(definition.title)} [`{definition.name}`]")
            if definition.everyone is not None:
                yield DescriptionLine(2, _formula(definition.name, definition.everyone))
            for role, clause in definition.by_role.items():
                yield DescriptionLine(2, f"{self._in(self._role_titles[role])}: {_formula(definition.name, clause)}")

    def _statuses(self, statuses: Iterable[StatusRule]) -> Iterator[DescriptionLine]:
        for rule in statuses:
            yield DescriptionLine(1, f"{self._in(rule.title)} [`{rule.status}`]")
            yield DescriptionLine(2, _text(rule.when))

    def _leader(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        if rule_set.leader_items.items:
            yield self._heading("leader_items")
        for item in rule_set.leader_items.items:
            of = self._of(rule_set.leader_items.roles)
            yield DescriptionLine(1, f"{self._in(item.title)}{of} ({item.source}) [`{item.name}`]")
            if item.full is not None:
                yield DescriptionLine(2, f"100 %: {self._in(item.full)}")
            if item.half is not None:
                yield DescriptionLine(2, f"50 %: {self._in(item.half)}")

    def _classes(self, rule_set: RuleSet) -> Iterator[DescriptionLine]:
        yield self._heading("classes")
        for level in rule_set.classes:
            yield from self._level(level)
        if rule_set.overrides:
            yield self._heading("overrides")
        for override in rule_set.overrides:
            yield from self._override(override)
        for limit in rule_set.unit_limits:
            yield DescriptionLine(1, f"{self._in(limit.title)}{self._of(limit.roles)} ({limit.source})")

    def _level(self, level: ClassLevel) -> Iterator[DescriptionLine]:
        starts = f" >= {self._number(level.starts)}" if level.starts is not None else ""
        yield DescriptionLine(1, f"{level.code} {self._in(level.title)}{starts} ({level.source})")
        for condition in level.conditions:
            title = f"{self._in(condition.title)}{self._of(condition.roles)}"
            yield DescriptionLine(2, f"{title} {self._places(condition.when)}")
        if level.conditions:
            yield DescriptionLine(2, f"{self._in(_NOT_MET)}: {self._in(_WAYS.get(level.when_not_met) or _to(level))}")

    def _override(self, override: Override) -> Iterator[DescriptionLine]:
        named = f" [`{override.fact}`]" if override.fact else ""
        title = f"{self._in(override.title)}{self._of(override.roles)}"
        yield DescriptionLine(1, f"{title} → {override.class_code} ({override.source}){named}")
        if override.when:
            yield DescriptionLine(2, self._places(override.when))

    def _places(self, when: Mapping[At, Clause]) -> str:
        """Return where a formula is asked, and the formula: the same one at all its places."""
        places = ", ".join(self._in(PLACE_TITLES[at]) for at in when)
        return f"[{places}]: {_text(next(iter(when.values())))}"


_MISSING = Bilingual("nếu không nêu:", "where not stated:")
_NOT_KNOWN = Bilingual("chưa biết", "not known")
_YES = Bilingual("có", "yes")
_NO = Bilingual("không", "no")
_ALLOWED = Bilingual("Được nộp quá số lượng giao", "More may be handed in than was assigned")
_ABOLISHED = Bilingual("đã bãi bỏ", "abolished")
_NOT_MET = Bilingual("nếu không đạt điều kiện", "where a condition fails")
_WAYS = {
    "next": Bilingual("xuống mức thấp hơn kế tiếp đạt điều kiện", "the next lower class whose conditions hold"),
    "undecided": Bilingual("người có thẩm quyền quyết định", "the authority decides"),
}
_EVERYBODY_LEFT = Bilingual("các trường hợp còn lại", "everybody left")
_THE_REST = Bilingual("còn lại", "the rest")
_ALL_OR_NOTHING = Bilingual("(đạt hoặc không)", "(all or nothing)")
_IN_STEPS = Bilingual("từng bước", "in steps of")
_COUNTED = Bilingual("Tính theo", "Counted by")
_BASED_ON = Bilingual("Dựa trên", "Based on")
_UNTIL = Bilingual("đến hết ngày", "until")


def _to(level: ClassLevel) -> Bilingual:
    return Bilingual(level.when_not_met, level.when_not_met)


def _text(clause: Clause) -> str:
    return f"`{clause.formula.text}` ({clause.source})"


def _formula(name: str, clause: Clause) -> str:
    return f"`{name} = {clause.formula.text}` ({clause.source})"

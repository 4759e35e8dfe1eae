"""Rule sets: dated data with citations, read strictly and compiled once."""

from kpi_es.rulebook.book import RuleBook, load_rule_book
from kpi_es.rulebook.describing import DescriptionLine, describe_rule_set
from kpi_es.rulebook.problems import RuleSetError, UnknownRuleSet
from kpi_es.rulebook.rule_set import Bilingual, RuleSet

__all__ = [
    "Bilingual",
    "DescriptionLine",
    "RuleBook",
    "RuleSet",
    "RuleSetError",
    "UnknownRuleSet",
    "describe_rule_set",
    "load_rule_book",
]

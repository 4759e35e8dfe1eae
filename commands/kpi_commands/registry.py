"""Finds the commands: every module of this package with a `Command` class and a `decide` function is one."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Annotated, Any, Union, cast

from pydantic import Field, TypeAdapter

import kpi_commands
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_es.domain.event import Event
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.topics import Aggregate

Decide = Callable[[Aggregate, Command, Context], tuple[Event, ...]]

ASPECTS = ("agency", "staff", "catalogue", "product", "sheet", "indicator", "review", "round", "unit_review")


@dataclass(frozen=True)
class CommandSet:
    """The commands by type, how each decides, and how to read any of them from JSON."""

    types: Mapping[str, type[Command]]
    decisions: Mapping[str, Decide]
    refusals: tuple[Refusal, ...]
    _adapter: TypeAdapter[Command]

    def parse(self, payload: bytes | str) -> Command:
        """Read one command from JSON. Raises pydantic's ValidationError naming each wrong field."""
        return self._adapter.validate_json(payload)

    def parse_python(self, value: object) -> Command:
        """Read one command from plain Python values, as `parse` does from JSON."""
        return self._adapter.validate_python(value)

    def decide(self, state: Aggregate, command: Command, context: Context) -> tuple[Event, ...]:
        """Return the events a command leads to. Raises Refused."""
        return self.decisions[command.type](state, command, context)


def load_commands() -> CommandSet:
    """Return every command of this package."""
    types: dict[str, type[Command]] = {}
    decisions: dict[str, Decide] = {}
    refusals: dict[str, Refusal] = {}
    for module in _modules():
        refusals |= {each.code: each for each in vars(module).values() if isinstance(each, Refusal)}
        decide = getattr(module, "decide", None)
        if decide is not None:
            command_class = _command_class(module)
            type_name = cast(str, command_class.model_fields["type"].default)
            types[type_name] = command_class
            decisions[type_name] = cast(Decide, decide)
    union: Any = Union[tuple(types.values())]  # noqa: UP007  # made at run time, so there is no `|` to write
    readable: Any = Annotated[union, Field(discriminator="type")]
    adapter: TypeAdapter[Command] = TypeAdapter(readable)
    return CommandSet(MappingProxyType(types), MappingProxyType(decisions), tuple(refusals.values()), adapter)


def _modules() -> Iterator[ModuleType]:
    yield importlib.import_module("kpi_commands.refusals")
    for aspect in ASPECTS:
        package = importlib.import_module(f"{kpi_commands.__name__}.{aspect}")
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def _command_class(module: ModuleType) -> type[Command]:
    (found,) = (
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Command) and each.__module__ == module.__name__
    )
    return found

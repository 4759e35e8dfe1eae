"""What goes wrong outside the rules, in words: what it is, where, and what to do about it."""

from __future__ import annotations

import typer
from eventsourcing.persistence import PersistenceError
from pydantic import ValidationError

from kpi_es.adapters.embedded import EmbeddedServerError
from kpi_es.adapters.nats.command_sender import BusUnavailable
from kpi_es.entrypoints.cli.invocation import BadInput
from kpi_es.ports import StoreUnavailable
from kpi_es.rulebook import UnknownRuleSet
from kpi_es.rulebook.problems import BadDocument

_WRONG_CALL = typer.BadParameter.__bases__[0]
"""What Typer raises for a call it can not understand; it has moved between libraries, its child has not."""
_NO_BUS = (
    "Hãy kiểm tra KPI_NATS_URL và máy chủ NATS, và rằng kpi worker hoặc kpi up đang chạy.",
    "Check KPI_NATS_URL and the NATS server, and that kpi worker or kpi up is running.",
)


def complaint_about(wrong: Exception) -> BadInput | None:  # noqa: C901, PLR0911  # one answer a kind of error
    """Return the complaint for an error the user can do something about, None for a fault of the program."""
    match wrong:
        case BadInput():
            return wrong
        case ValidationError():
            return _wrong_setting(wrong)
        case BadDocument():
            return about_document(wrong)
        case UnknownRuleSet():
            return about_unknown(wrong)
        case EmbeddedServerError() | StoreUnavailable():
            return _both_languages(str(wrong))
        case BusUnavailable():
            vi, en = _NO_BUS
            return BadInput(f"Bus NATS không phục vụ ({wrong}). {vi}", f"The bus does not serve: {wrong}. {en}")
        case PersistenceError():
            return _refused_by_postgres(wrong)
        case OSError():
            return _refused_by_system(wrong)
        case ValueError():
            return _both_languages(str(wrong))
        case _ if isinstance(wrong, _WRONG_CALL):
            return _wrong_call(wrong)
        case _:
            return None


def about_document(wrong: BadDocument) -> BadInput:
    """Return what is wrong with a rule set or case file: every problem found, a line each, with its place."""
    told = [(f"{each.file}:{each.line}: {each.key}".rstrip(": "), each) for each in wrong.every]
    vi = "\n".join(f"{place}: {each.vi}" for place, each in told)
    en = "\n".join(f"{place}: {each.en}" for place, each in told)
    more = [{"file": each.file, "line": each.line, "key": each.key, "vi": each.vi, "en": each.en}
            for each in wrong.also]  # fmt: skip
    details = {"file": wrong.file, "line": wrong.line, "key": wrong.key} | ({"also": more} if more else {})
    return BadInput(vi, en, **details)


def about_unknown(wrong: UnknownRuleSet) -> BadInput:
    """Return that there is no such rule set, and where another one would come from."""
    return BadInput(
        f"{wrong.vi}. Bộ quy tắc của riêng mình: nêu tệp hoặc thư mục ở KPI_RULE_SETS.",
        f"{wrong.en}. A rule set of one's own: name its file or folder in KPI_RULE_SETS.",
    )


def asked_for_nothing(wrong: Exception) -> bool:
    """Tell whether a group of commands was called without one; its help has been printed then."""
    return isinstance(wrong, _WRONG_CALL) and type(wrong).__name__ == "NoArgsIsHelpError"


def _both_languages(text: str) -> BadInput:
    """Return a text that holds both languages with a slash between, as the adapters write them, in two parts."""
    vi, slash, en = text.partition(" / ")
    return BadInput(vi.strip(), en.strip()) if slash else BadInput(text, text)


def _wrong_setting(wrong: ValidationError) -> BadInput:
    found = [(".".join(map(str, each["loc"])), each["msg"]) for each in wrong.errors(include_url=False)]
    named = "; ".join(f"KPI_{place.upper()}: {message}" if place else message for place, message in found)
    return BadInput(
        f"Thiết lập không hợp lệ: {named}. Hãy sửa biến môi trường hoặc tùy chọn đó.",
        f"A setting is not valid: {named}. Mend that environment variable or option.",
    )


def _refused_by_postgres(wrong: PersistenceError) -> BadInput:
    said = str(wrong).strip().partition("\n")[0]
    return BadInput(
        f"PostgreSQL không làm được việc này: {said}. Hãy kiểm tra KPI_DATABASE_URL, quyền và KPI_DATABASE_SCHEMA.",
        f"PostgreSQL could not do this: {said}. Check KPI_DATABASE_URL, the rights of its user, KPI_DATABASE_SCHEMA.",
    )


def _refused_by_system(wrong: OSError) -> BadInput:
    where = str(wrong.filename or "")
    what = f"{where}: {wrong.strerror or wrong}".lstrip(": ")
    return BadInput(
        f"Hệ điều hành từ chối: {what}. Hãy kiểm tra đường dẫn và quyền ghi, hoặc chọn --data-dir khác.",
        f"The system refused: {what}. Check the path and its permissions, or choose another --data-dir.",
    )


def _wrong_call(wrong: Exception) -> BadInput:
    context = getattr(wrong, "ctx", None)
    command = context.command_path if context is not None else "kpi"
    told = getattr(wrong, "format_message", lambda: str(wrong))()
    return BadInput(
        f"Chưa hiểu cách gọi lệnh: {told} Xem: {command} --help",
        f"The call is not understood: {told} See: {command} --help",
    )

"""How numbers, days and codes are put into words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from kpi_es.domain.petition import PetitionTerm
from kpi_es.domain.values import format_exact


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Vietnamese and English."""

    vi: str
    en: str


def both(vi: str, en: str) -> Words:
    """Return a sentence, with a full stop and a capital letter where they are missing."""
    return Words(_sentence(vi), _sentence(en))


def day(value: date) -> str:
    """Return a day as offices write it."""
    return f"{value:%d/%m/%Y}"


def number_vi(value: Fraction) -> str:
    """Return an exact number with a decimal comma; a fraction that never ends stays a fraction."""
    return format_exact(value).replace(".", ",")


def number_en(value: Fraction) -> str:
    """Return an exact number with a decimal point."""
    return format_exact(value)


def percent_vi(share: Fraction) -> str:
    """Return a share (1 = 100 %) in percent."""
    return f"{number_vi(share * 100)} %"


def percent_en(share: Fraction) -> str:
    """Return a share (1 = 100 %) in percent."""
    return f"{number_en(share * 100)} %"


def of(terms: Mapping[str, Words], code: str) -> Words:
    """Return the words for a code; a code from later than these words stands for itself."""
    return terms.get(code, Words(code, code))


def listed(items: tuple[str, ...], nothing: str) -> str:
    """Return items with commas between."""
    return ", ".join(items) if items else nothing


def term_words(term: PetitionTerm | None) -> Words:
    """Return until when a petition may be filed, nothing where no limit was told."""
    if term is None or term.last_day is None:
        return Words("", "")
    return Words(f"; kiến nghị đến hết ngày {day(term.last_day)}", f"; petitions until {day(term.last_day)}")


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _terms(**terms: tuple[str, str]) -> Mapping[str, Words]:
    return MappingProxyType({code: Words(*words) for code, words in terms.items()})


ROLES = _terms(
    staff=("nhân viên", "staff"),
    head=("người đứng đầu", "head"),
    deputy=("cấp phó", "deputy"),
    support=("phục vụ, hỗ trợ", "support"),
    contract=("hợp đồng lao động", "contract worker"),
)
GROUPS = _terms(
    civil_servant=("công chức", "civil servant"),
    cadre=("cán bộ", "cadre"),
    public_employee=("viên chức", "public employee"),
    contract_worker=("người lao động hợp đồng", "contract worker"),
)
LEAVES = _terms(
    maternity=("thai sản", "maternity"),
    sick=("ốm đau", "sick"),
    unpaid=("không hưởng lương", "unpaid"),
)
DISCIPLINES = _terms(
    reprimand=("khiển trách", "reprimand"),
    warning=("cảnh cáo", "warning"),
    removal_from_post=("cách chức", "removal from post"),
    dismissal=("buộc thôi việc", "dismissal"),
)
GROUNDS = _terms(
    degradation=("suy thoái", "degradation"),
    duty_violation=("vi phạm khi thực hiện nhiệm vụ", "a duty-related violation"),
    other=("căn cứ khác", "another ground"),
)
DISCIPLINE_AUTHORITIES = _terms(
    party=("Kỷ luật đảng", "Party discipline"),
    administrative=("Kỷ luật", "Discipline"),
)
TRANSFERS = _terms(transfer=("Điều động", "Transferred"), rotation=("Luân chuyển", "Rotated"))
EVALUATORS = _terms(
    receiving=("nơi nhận biệt phái", "the receiving unit"),
    sending=("nơi cử biệt phái", "the sending unit"),
)
VERDICTS = _terms(
    met=("đạt yêu cầu", "met"),
    exceeded=("vượt yêu cầu", "exceeded"),
    not_met=("không đạt yêu cầu", "not met"),
)
PARTS = _terms(quality=("chất lượng", "quality"), timeliness=("tiến độ", "timeliness"))
PERIOD_KINDS = _terms(month=("tháng", "month"), quarter=("quý", "quarter"))
UNITS = _terms(
    points=("điểm", "points"),
    product=("sản phẩm quy đổi", "converted products"),
    share=("(1 = 100 %)", "(1 = 100 %)"),
    count=("", ""),
    days=("ngày", "days"),
    months=("tháng", "months"),
    coefficient=("", ""),
)
FIELDS = _terms(
    quantity=("số lượng", "quantity"),
    finished_on=("ngày hoàn thành", "finish date"),
    verdict=("đánh giá chất lượng", "quality verdict"),
    assigned_quantity=("số lượng giao", "assigned quantity"),
    points=("điểm", "points"),
)
PERIOD_DEADLINES = _terms(
    self_assessment=("tự đánh giá", "self-assessment"),
    comment=("nhận xét", "comment"),
    confirmation=("xác nhận", "confirmation"),
)
PUBLISHED = _terms(class_only=("chỉ mức xếp loại", "the class only"), scores=("điểm và mức", "points and class"))
OUTCOMES = _terms(
    kept=("giữ nguyên kết quả", "the result is kept"),
    corrected=("sửa kết quả", "the result is corrected"),
    annulled=("hủy kết quả, đánh giá lại", "the result is annulled and done again"),
)
INDICATOR_OWNERS = _terms(
    agency=("cơ quan", "agency"),
    unit=("đơn vị", "unit"),
    post=("vị trí việc làm", "post"),
    person=("công chức", "person"),
)

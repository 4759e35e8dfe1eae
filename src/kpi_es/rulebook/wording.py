"""The words of both languages for sections, groups, roles and units of a rule set."""

from __future__ import annotations

from kpi_es.rulebook.rule_set import Bilingual

SECTION_TITLES = {
    "id": Bilingual("Mã", "Id"),
    "title": Bilingual("Tên", "Title"),
    "notes": Bilingual("Ghi chú, chỗ các nguồn chưa khớp nhau", "Notes, and where sources disagree"),
    "citations": Bilingual("Căn cứ", "Rests on"),
    "subject": Bilingual("Đối tượng", "Subject"),
    "applies_to": Bilingual("Áp dụng cho", "Applies to"),
    "valid_from": Bilingual("Hiệu lực từ", "In force from"),
    "valid_until": Bilingual("Hiệu lực đến", "In force until"),
    "checked_on": Bilingual("Đối chiếu với nguồn ngày", "Checked against its source on"),
    "roles": Bilingual("Vai trò", "Roles"),
    "parameters": Bilingual("Tham số", "Parameters"),
    "tables": Bilingual("Bảng tra", "Lookup tables"),
    "facts": Bilingual("Sự việc", "Facts"),
    "general_criteria": Bilingual("Tiêu chí chung", "General criteria"),
    "measures": Bilingual("Số đo riêng của dòng nhiệm vụ", "Measures of a task line"),
    "over_fulfilment": Bilingual("Làm vượt số lượng được giao", "Doing more than was assigned"),
    "lines": Bilingual("Từng dòng nhiệm vụ", "Each task line"),
    "sums": Bilingual("Tổng của phiếu", "Totals of the sheet"),
    "statuses": Bilingual("Không chấm điểm khi", "Not scored when"),
    "ratios": Bilingual("Tỷ lệ", "Ratios"),
    "leader_items": Bilingual("Mục của lãnh đạo, quản lý", "Leader items"),
    "results": Bilingual("Kết quả thực hiện nhiệm vụ", "Task results"),
    "points": Bilingual("Điểm", "Points"),
    "classes": Bilingual("Mức xếp loại", "Classes"),
    "overrides": Bilingual("Quyết định mức xếp loại, không phụ thuộc điểm", "Decides the class whatever the score"),
    "unit_limits": Bilingual("Giới hạn theo mức của tổ chức", "Limits by the unit's class"),
    "periods": Bilingual("Kỳ dài hơn", "Longer periods"),
    "cap": Bilingual("Tỷ lệ mức cao nhất", "Cap on the top class"),
    "coefficient": Bilingual("Hệ số quy đổi", "Conversion coefficient"),
    "display": Bilingual("Hiển thị", "Display"),
}
GROUP_TITLES = {
    "civil_servant": Bilingual("công chức", "civil servants"),
    "cadre": Bilingual("cán bộ", "cadres"),
    "public_employee": Bilingual("viên chức", "public employees"),
    "contract_worker": Bilingual("người lao động hợp đồng", "contract workers"),
    "organisation": Bilingual("cơ quan, tổ chức, đơn vị", "organisations"),
}
ROLE_TITLES = {
    "staff": Bilingual("công chức không giữ chức vụ", "staff"),
    "head": Bilingual("người đứng đầu", "head"),
    "deputy": Bilingual("cấp phó", "deputy"),
    "support": Bilingual("nhân viên hỗ trợ, phục vụ", "support staff"),
    "contract": Bilingual("lao động hợp đồng", "contract worker"),
    "organisation": Bilingual("cơ quan, tổ chức, đơn vị", "organisation"),
}
UNIT_TITLES = {
    "points": Bilingual("điểm", "points"),
    "share": Bilingual("tỷ lệ", "a share"),
    "shares": Bilingual("các tỷ lệ", "shares"),
    "product": Bilingual("sản phẩm quy đổi", "converted products"),
    "coefficient": Bilingual("hệ số", "a coefficient"),
    "count": Bilingual("số lượng", "a count"),
    "days": Bilingual("ngày", "days"),
    "months": Bilingual("tháng", "months"),
    "decimals": Bilingual("chữ số thập phân", "decimals"),
    "truth": Bilingual("có hoặc không", "yes or no"),
    "word": Bilingual("một lựa chọn", "a choice"),
}
PLACE_TITLES = {
    "sheet": Bilingual("phiếu của kỳ", "the period's sheet"),
    "quarter": Bilingual("quý", "the quarter"),
    "half_year": Bilingual("6 tháng", "the half-year"),
    "year": Bilingual("năm", "the year"),
}
CAP_PERIOD_TITLES = {
    "month": Bilingual("tháng", "the month"),
    "quarter": Bilingual("quý", "the quarter"),
    "year": Bilingual("năm", "the year"),
}
SILENT = Bilingual("văn bản không nói, bộ quy tắc chọn vì", "the law is silent, chosen because")

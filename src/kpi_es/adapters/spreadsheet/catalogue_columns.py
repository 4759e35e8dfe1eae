"""The columns of a product and work catalogue (Art 13)."""

from __future__ import annotations

from kpi_es.adapters.spreadsheet.column import Column

CATALOGUE_COLUMNS: tuple[Column, ...] = (
    Column(
        field="item",
        title="Mã sản phẩm",
        aliases=(
            "Mã; Mã số; Mã công việc; Mã sản phẩm, công việc; Mã SP; Mã SP/CV; Mã SPCV; Mã danh mục; Ký "
            "hiệu; item; item code; code"
        ),
        presence="required",
        vi="Mã của sản phẩm/công việc, không dấu.",
        en="The item's code, ASCII.",
        example="VB-01",
    ),
    Column(
        field="title",
        title="Tên sản phẩm/công việc",
        aliases=(
            "Tên sản phẩm; Tên công việc; Sản phẩm/công việc; Sản phẩm, công việc; Tên sản phẩm, công "
            "việc; Danh mục sản phẩm/công việc; Nội dung công việc; Sản phẩm; Công việc; title; item "
            "title"
        ),
        presence="required",
        vi="Tên như trong quyết định.",
        en="The title as decided.",
        example="Công văn trả lời",
    ),
    Column(
        field="measure",
        title="Đơn vị tính",
        aliases="ĐVT; Đơn vị; Đơn vị đo; unit of measure; measure",
        presence="required",
        vi="Văn bản, hồ sơ, lượt…",
        en="Document, file, visit…",
        example="Văn bản",
    ),
    Column(
        field="group",
        title="Nhóm",
        aliases=(
            "Nhóm mức độ; Nhóm phức tạp; Nhóm mức độ phức tạp; Mức độ phức tạp; Nhóm công việc; Mức độ; "
            "group; complexity group"
        ),
        presence="grouped",
        vi="N1 đến N5; có thể ghi ở dòng tiêu đề nhóm phía trên.",
        en="N1 to N5; may stand in a group heading above.",
        example="N2",
    ),
    Column(
        field="points",
        title="Điểm",
        aliases="Số điểm; Điểm quy đổi; Tổng điểm; Điểm sản phẩm; Điểm công việc; points",
        presence="required",
        vi="Điểm của một đơn vị sản phẩm.",
        en="Points of one unit.",
        example="25",
    ),
    Column(
        field="coefficient",
        title="Hệ số quy đổi",
        aliases="Hệ số; HSQĐ; coefficient",
        presence="optional",
        vi="Để trống thì tính; có ghi thì phải đúng.",
        en="Computed when empty; must be right when given.",
        example="",
    ),
    Column(
        field="standard",
        title="Chuẩn",
        aliases="Sản phẩm chuẩn; Sản phẩm/công việc chuẩn; Là chuẩn; Đơn vị chuẩn; SP chuẩn; standard",
        presence="optional",
        vi="Dấu x ở dòng sản phẩm/công việc chuẩn.",
        en="An x on the row of the standard item.",
        example="x",
    ),
    Column(
        field="valid_on",
        title="Ngày hiệu lực",
        aliases="Ngày có hiệu lực; Hiệu lực từ; Từ ngày; Áp dụng từ; valid on",
        presence="optional",
        vi="Trống: ngày nhập.",
        en="Empty: the day of import.",
        example="01/07/2026",
    ),
    Column(
        field="decision",
        title="Quyết định",
        aliases="Số quyết định; Quyết định số; Căn cứ; Số văn bản; Số, ngày quyết định; decision",
        presence="defaulted",
        vi="Số, ngày của quyết định.",
        en="The decision and its day.",
        example="15/QĐ-UBND ngày 20/06/2026",
    ),
)

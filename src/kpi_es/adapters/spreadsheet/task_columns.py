"""The columns of a list of assigned tasks (Art 18.1)."""

from __future__ import annotations

from kpi_es.adapters.spreadsheet.column import Column
from kpi_es.adapters.spreadsheet.staff_columns import STAFF_ID

TASK_COLUMNS: tuple[Column, ...] = (
    STAFF_ID,
    Column(
        field="period",
        title="Kỳ",
        aliases="Kỳ đánh giá; Kỳ theo dõi; Tháng; Quý; Tháng/quý; Kỳ theo dõi, đánh giá; period",
        presence="defaulted",
        vi="Tháng (07/2026) hoặc quý (Quý III/2026).",
        en="A month or a quarter.",
        example="Quý III/2026",
    ),
    Column(
        field="task",
        title="Mã nhiệm vụ",
        aliases="Mã việc; Mã NV giao; Số nhiệm vụ; Mã phiếu giao việc; task; task id",
        presence="optional",
        vi="Trống: máy đặt từ nội dung dòng.",
        en="Empty: made from what the row says.",
        example="VP-07-001",
    ),
    Column(
        field="item",
        title="Mã sản phẩm",
        aliases=("Mã công việc; Mã sản phẩm, công việc; Mã SP; Mã SP/CV; Mã SPCV; Mã danh mục; item; item code"),
        presence="required",
        vi="Mã trong danh mục đang hiệu lực.",
        en="A code of the catalogue in force.",
        example="VB-01",
    ),
    Column(
        field="quantity",
        title="Số lượng",
        aliases="Số lượng giao; Số lượng được giao; SL; SL giao; Khối lượng; quantity",
        presence="required",
        vi="Số đơn vị sản phẩm được giao.",
        en="How many units are assigned.",
        example="12",
    ),
    Column(
        field="valid_on",
        title="Ngày giao",
        aliases="Ngày giao việc; Giao ngày; Thời gian giao; Ngày được giao; assigned on",
        presence="optional",
        vi="Trống: ngày nhập.",
        en="Empty: the day of import.",
        example="01/07/2026",
    ),
    Column(
        field="due_on",
        title="Hạn hoàn thành",
        aliases=(
            "Hạn; Thời hạn; Thời hạn hoàn thành; Ngày hoàn thành; Hạn xử lý; Tiến độ hoàn thành; deadline; due; due on"
        ),
        presence="required",
        vi="Ngày phải xong, trong kỳ.",
        en="The day it is due, within the period.",
        example="31/07/2026",
    ),
    Column(
        field="requirement",
        title="Yêu cầu",
        aliases=(
            "Yêu cầu cụ thể; Yêu cầu chất lượng; Yêu cầu, chất lượng; Yêu cầu đầu ra; Kết quả đầu ra; requirement"
        ),
        presence="optional",
        vi="Yêu cầu về kết quả.",
        en="What is expected.",
        example="Đúng thể thức",
    ),
    Column(
        field="ad_hoc",
        title="Đột xuất",
        aliases=(
            "Phát sinh; Phát sinh, đột xuất; Nhiệm vụ đột xuất; Nhiệm vụ phát sinh, đột xuất; Loại nhiệm vụ; ad hoc"
        ),
        presence="optional",
        vi="Dấu x nếu là nhiệm vụ phát sinh, đột xuất.",
        en="An x for an arising, ad-hoc task.",
        example="",
    ),
    Column(
        field="part_of",
        title="Sản phẩm chung",
        aliases="Mã sản phẩm chung; Thuộc sản phẩm chung; Phần của sản phẩm chung; shared product; part of",
        presence="optional",
        vi="Mã sản phẩm chung đã lập, nếu nhiệm vụ là một phần của nó.",
        en="Code of a defined shared product that the task is a part of.",
        example="",
    ),
    Column(
        field="weight",
        # Not "Tỷ trọng" alone: in many offices' lists that is what a task weighs among all tasks.
        title="Tỷ trọng trong sản phẩm chung",
        aliases="Tỷ trọng phần sản phẩm chung; Tỷ trọng phần việc chung; part weight; weight in product",
        presence="optional",
        vi="Chỉ khi sản phẩm chung chia theo tỷ trọng: 0,6 là 60 %.",
        en="Only where the shared product is shared by weight: 0.6 is 60 %.",
        example="",
    ),
    Column(
        field="actor",
        title="Người giao",
        aliases=("Mã người giao; Mã người giao việc; Người giao việc; Lãnh đạo giao; Mã lãnh đạo giao; assigned by"),
        presence="optional",
        vi="Mã công chức của người quản lý trực tiếp; trống: người nhập.",
        en="Staff id of the direct manager; empty: whoever imports.",
        example="HT-VP-TP",
    ),
)

"""The columns of a staff list."""

from __future__ import annotations

from kpi_es.adapters.spreadsheet.column import Column

STAFF_ID = Column(
    field="staff",
    title="Mã công chức",
    aliases=(
        "Mã cán bộ; Mã cán bộ, công chức; Mã CBCC; Mã CBCCVC; Mã CC; Mã nhân viên; Mã NV; Mã viên chức; "
        "Mã số công chức; Mã số CBCCVC; Mã số cán bộ; Mã số nhân viên; Mã người thực hiện; Mã định danh; "
        "staff; staff id; staff code"
    ),
    presence="required",
    vi="Mã cố định của từng người, không dấu.",
    en="The person's fixed code, ASCII.",
    example="HT-VP-01",
)
STAFF_COLUMNS: tuple[Column, ...] = (
    STAFF_ID,
    Column(
        field="name",
        title="Họ và tên",
        aliases="Họ tên; Họ và tên công chức; Họ tên công chức; Họ, tên; Tên công chức; full name; name",
        presence="optional",
        vi="Chỉ để hiển thị; không ghi vào sổ sự kiện.",
        en="For display only; never in the event log.",
        example="Nguyễn Thị Ví Dụ",
    ),
    Column(
        field="unit",
        title="Mã đơn vị",
        aliases=(
            "Đơn vị; Đơn vị công tác; Phòng; Phòng ban; Phòng, ban, đơn vị; Bộ phận; Tên đơn vị; Cơ quan,"
            " đơn vị; unit; unit code"
        ),
        presence="grouped",
        vi="Mã đơn vị, hoặc tên đơn vị đã lập; có thể ghi ở dòng tiêu đề nhóm phía trên.",
        en="The unit's code, or the name of a known unit; may stand in a group heading above.",
        example="HT-VP",
    ),
    Column(
        field="post",
        title="Vị trí việc làm",
        aliases="VTVL; Tên vị trí việc làm; job position; post; position",
        presence="required",
        vi="Tên vị trí việc làm.",
        en="The job position.",
        example="Chuyên viên về văn thư",
        other="office",
    ),
    Column(
        field="office",
        title="Chức vụ",
        aliases="Chức danh; Chức vụ, chức danh; Chức danh, chức vụ; title; office",
        presence="optional",
        vi="Chức vụ; dùng thay vị trí việc làm và suy ra vai trò khi thiếu.",
        en="The office held; stands in for the position, and tells the role when that is missing.",
        example="Chuyên viên",
    ),
    Column(
        field="role",
        title="Vai trò",
        aliases="Vai trò trong đơn vị; Vai trò đánh giá; role",
        presence="optional",
        vi=("nhân viên | người đứng đầu | cấp phó | hỗ trợ, phục vụ | hợp đồng. Trống: suy từ chức vụ, nếu rõ."),
        en="staff | head | deputy | support | contract. Empty: told from the office where that is clear.",
        example="nhân viên",
    ),
    Column(
        field="group",
        title="Đối tượng",
        aliases="Nhóm đối tượng; Loại cán bộ; Loại công chức; Diện; Đối tượng đánh giá; group; staff group",
        presence="optional",
        vi=("công chức | cán bộ | viên chức | hợp đồng lao động. Trống: công chức (vai trò hợp đồng: lao động)."),
        en=("civil servant | cadre | public employee | contract worker. Empty: civil servant (role contract: worker)."),
        example="công chức",
    ),
    Column(
        field="valid_on",
        title="Từ ngày",
        aliases=(
            "Ngày hiệu lực; Ngày có hiệu lực; Hiệu lực từ; Giữ vị trí từ ngày; Ngày bổ nhiệm; Ngày nhận "
            "việc; valid on; from"
        ),
        presence="optional",
        vi="Ngày giữ vị trí; trống: ngày nhập.",
        en="Day the post is held from; empty: the day of import.",
        example="01/07/2026",
    ),
    Column(
        field="decision",
        title="Quyết định",
        aliases="Số quyết định; Quyết định số; Căn cứ; Số văn bản; Số, ngày quyết định; decision",
        presence="optional",
        vi="Số, ngày của quyết định.",
        en="The decision and its day.",
        example="12/QĐ-UBND ngày 05/01/2026",
    ),
)

"""Refusals that several commands share. Those of one command stand at the end of its file."""

from __future__ import annotations

from kpi_es.domain.refusal import Refusal

ID_REUSED = Refusal(
    "command.id_reused",
    "Quy tắc của hệ thống: một mã lệnh, một nội dung",
    "Mã lệnh {id} đã dùng cho một nội dung khác; hãy gửi nội dung mới với mã mới.",
    "The command id {id} was already used for other content; send new content under a new id.",
)
CHANGED_MEANWHILE = Refusal(
    "conflict.changed_meanwhile",
    "Quy tắc của hệ thống: không ghi đè việc người khác vừa làm",
    "Bạn làm trên phiên bản {expected} của {stream}; nay là phiên bản {version}. Thay đổi gần nhất: {kind}, do {actor} "
    "ghi lúc {time}. Hãy xem lại rồi gửi lệnh mới.",
    "You acted on version {expected} of {stream}; it now is at version {version}. Last change: {kind}, by {actor} "
    "at {time}. Look again, then send a new command.",
)
ON_BEHALF_OF = Refusal(
    "authority.on_behalf_of",
    "Điều 10 Nghị định 335/2025/NĐ-CP",
    "{actor} không được hành động thay {other}: chưa có quyết định ủy quyền.",
    "{actor} may not act on behalf of {other}: no appointment allows it.",
)
REASON_REQUIRED = Refusal(
    "reason.required",
    "Điều 4.1 Nghị định 335/2025/NĐ-CP",
    "Việc này phải nêu lý do (trường reason).",
    "This act must state its reason (field reason).",
)
NOT_OPERATOR = Refusal(
    "authority.not_operator",
    "Quy tắc của hệ thống",
    "Chỉ người vận hành hệ thống (operator:TÊN) được làm việc này, không phải {actor}.",
    "Only an operator of the installation (operator:NAME) may do this, not {actor}.",
)
NOT_PERSONNEL_ADVISER = Refusal(
    "authority.not_personnel_adviser",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "{actor} không phải bộ phận tham mưu về tổ chức, cán bộ của {agency} vào ngày {day}.",
    "{actor} is not an organisation-personnel adviser of {agency} on {day}.",
)
OWN_WORK = Refusal(
    "authority.own_work",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{actor} không được tự đánh giá, xác nhận công việc của chính mình.",
    "{actor} may not judge or confirm their own work.",
)
OWN_MATTER = Refusal(
    "authority.own_matter",
    "Điều 10.1, 13.2 Nghị định 335/2025/NĐ-CP",
    "{actor} không được ghi, hủy bản ghi về chính mình; một tham mưu khác hoặc người vận hành làm việc đó.",
    "{actor} may not record or annul anything about oneself; another adviser of the agency or an operator does it.",
)
NOT_DIRECT_MANAGER = Refusal(
    "authority.not_direct_manager",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{actor} không phải người quản lý trực tiếp của {staff} vào ngày {day}; người đó là {manager}.",
    "{actor} is not the direct manager of {staff} on {day}; that is {manager}.",
)
NOT_AGENCY_HEAD = Refusal(
    "authority.not_agency_head",
    "Điều 10.2b Nghị định 335/2025/NĐ-CP",
    "{actor} không phải người đứng đầu {agency} vào ngày {day}; người đó là {head}.",
    "{actor} is not the head of {agency} on {day}; that is {head}.",
)
NOT_MANAGING_AUTHORITY = Refusal(
    "authority.not_managing_authority",
    "Điều 10.1a, 21.3 Nghị định 335/2025/NĐ-CP",
    "{actor} không phải người đứng đầu cơ quan quản lý công chức của {agency} vào ngày {day}; người đó là {authority}.",
    "{actor} does not head the managing agency above {agency} on {day}; that is {authority}.",
)
AUTHORITY_EVALUATED_HERE = Refusal(
    "authority.evaluated_here",
    "Điều 4.2, 10.1a, 10.2a Nghị định 335/2025/NĐ-CP",
    "{authority} được {agency} đánh giá vào ngày {day} nên không là người có thẩm quyền cấp trên của {agency}; người "
    "vận hành chỉ định người khác (name_managing_authority).",
    "{authority} is evaluated in {agency} on {day} and can not be the authority above {agency}; an operator names "
    "another (name_managing_authority).",
)
HAS_STAKE = Refusal(
    "authority.has_a_stake",
    "Điều 4.2, 10.2 Nghị định 335/2025/NĐ-CP",
    "{actor} được xếp loại trong đợt năm {year} của {agency} hoặc đứng đầu đơn vị liên quan nên không quyết định việc "
    "này; người đứng đầu cơ quan quản lý quyết định thay: {authority}.",
    "{actor} is classified in the round of {agency} for {year} or heads the unit concerned, and does not decide this; "
    "the head of the managing agency does instead: {authority}.",
)
NOT_UNIT_HEAD = Refusal(
    "authority.not_unit_head",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "{actor} không phải người đứng đầu đơn vị {unit} vào ngày {day}; người đó là {head}.",
    "{actor} does not head the unit {unit} on {day}; that is {head}.",
)
NOT_UNIT_LEAD = Refusal(
    "authority.not_unit_lead",
    "Điều 13.1 Nghị định 335/2025/NĐ-CP",
    "{actor} không phải người đứng đầu hay cấp phó của đơn vị {unit} vào ngày {day}; người đứng đầu là {head}.",
    "{actor} is neither the head nor a deputy of the unit {unit} on {day}; its head is {head}.",
)
NOT_THE_PERSON = Refusal(
    "authority.not_the_person",
    "Điều 18.2 Nghị định 335/2025/NĐ-CP",
    "Chỉ chính {staff} được làm việc này, không phải {actor}.",
    "Only {staff} in person may do this, not {actor}.",
)
AGENCY_UNKNOWN = Refusal(
    "agency.unknown",
    "Điều 2 Nghị định 335/2025/NĐ-CP",
    "Chưa có cơ quan {agency}.",
    "There is no agency {agency}.",
)
UNIT_UNKNOWN = Refusal(
    "agency.unit_unknown",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "Cơ quan {agency} không có đơn vị {unit} vào ngày {day}.",
    "The agency {agency} has no unit {unit} on {day}.",
)
HEAD_OF_OTHER_AGENCY = Refusal(
    "agency.head_of_other_agency",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "Người đứng đầu đơn vị của {agency} do chính {agency} ghi nhận (appoint_staff_member, name_head).",
    "Who heads a unit of {agency} is recorded by {agency} itself (appoint_staff_member, name_head).",
)
STAFF_UNKNOWN = Refusal(
    "staff.unknown",
    "Điều 2.2 Nghị định 335/2025/NĐ-CP",
    "Không có ai mang mã {staff}.",
    "Nobody is registered under {staff}.",
)
NOT_IN_AGENCY = Refusal(
    "staff.not_in_agency",
    "Điều 10.1 Nghị định 335/2025/NĐ-CP",
    "{staff} không giữ vị trí nào ở {agency} vào ngày {day}.",
    "{staff} holds no post in {agency} on {day}.",
)
SHEET_ABSENT = Refusal(
    "sheet.absent",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "{staff} chưa có phiếu theo dõi, đánh giá kỳ {period}.",
    "{staff} has no sheet for {period} yet.",
)
SHEET_LOCKED = Refusal(
    "sheet.locked",
    "Điều 21.3 Nghị định 335/2025/NĐ-CP",
    "Phiếu kỳ {period} của {staff} đã khóa; chỉ quyết định thay thế mới sửa được.",
    "The sheet of {staff} for {period} is locked; only a superseding decision can change it.",
)
TASK_UNKNOWN = Refusal(
    "task.unknown",
    "Điều 18.1 Nghị định 335/2025/NĐ-CP",
    "Phiếu kỳ {period} của {staff} không có nhiệm vụ {task}.",
    "The sheet of {staff} for {period} has no task {task}.",
)
TASK_EXISTS = Refusal(
    "task.exists",
    "Điều 18.1 Nghị định 335/2025/NĐ-CP",
    "Nhiệm vụ {task} đã được giao trong phiếu này; hãy dùng mã khác.",
    "The task {task} is already assigned on this sheet; use another id.",
)
QUANTITY_OUT_OF_RANGE = Refusal(
    "quantity.out_of_range",
    "Điều 14.1 Nghị định 335/2025/NĐ-CP",
    "Số lượng {quantity} không hợp lệ: phải lớn hơn 0 và không quá {limit}.",
    "The quantity {quantity} is out of range: it must be above 0 and at most {limit}.",
)
QUANTITY_TOO_FINE = Refusal(
    "quantity.too_fine",
    "Quy tắc của hệ thống: số lượng phải ghi lại được chính xác",
    "Số lượng còn lại {quantity} có phần lẻ quá dài, không ghi chính xác được; hãy dùng số tròn hơn.",
    "The quantity {quantity} has too long a fraction to be recorded exactly; use rounder quantities.",
)
POINTS_OUT_OF_RANGE = Refusal(
    "points.out_of_range",
    "Mẫu số 01, Phụ lục II Nghị định 335/2025/NĐ-CP",
    "Tiêu chí {criterion}: {points} điểm nằm ngoài khoảng từ 0 đến {limit}.",
    "Criterion {criterion}: {points} points are outside 0 to {limit}.",
)
POINTS_BETWEEN_LEVELS = Refusal(
    "points.between_levels",
    "Quy tắc của hệ thống: điểm theo đúng mức mà bộ quy tắc cho phép",
    "Tiêu chí {criterion}: {points} điểm không phải một mức được chấm; các mức: {levels}.",
    "Criterion {criterion}: {points} points are no level that can be given; the levels are {levels}.",
)
NO_CRITERIA = Refusal(
    "points.no_criteria",
    "Quy tắc của hệ thống: chỉ chấm những gì bộ quy tắc có",
    "Bộ quy tắc {rule_set} không có tiêu chí chung cho vai trò {role}; không có gì để chấm điểm.",
    "The rule set {rule_set} has no general criteria for the role {role}; there is nothing to score.",
)
CRITERIA_DIFFER = Refusal(
    "points.criteria_differ",
    "Mẫu số 01, Phụ lục II Nghị định 335/2025/NĐ-CP",
    "Phải chấm đủ và đúng các tiêu chí chung {expected}; đã nhận {given}.",
    "Exactly the general criteria {expected} must be scored; got {given}.",
)
OUTSIDE_PERIOD = Refusal(
    "date.outside_period",
    "Điều 14.2 Nghị định 335/2025/NĐ-CP",
    "Ngày {day} ({what}) nằm ngoài kỳ {period}, từ {first} đến {last}.",
    "The day {day} ({what}) is outside the period {period}, {first} to {last}.",
)
IN_FUTURE = Refusal(
    "date.in_future",
    "Quy tắc của hệ thống: không ghi nhận việc chưa xảy ra",
    "Ngày {day} ({what}) ở sau hôm nay, {today}.",
    "The day {day} ({what}) is after today, {today}.",
)
BEFORE_ASSIGNMENT = Refusal(
    "result.before_assignment",
    "Điều 18.1b Nghị định 335/2025/NĐ-CP",
    "Ngày {day} ({what}) ở trước ngày giao nhiệm vụ {task}, {assigned_on}.",
    "The day {day} ({what}) is before task {task} was assigned, {assigned_on}.",
)
BEFORE_RESULT = Refusal(
    "date.before_result",
    "Điều 18.2 Nghị định 335/2025/NĐ-CP",
    "Ngày {day} của việc này ở trước ngày hoàn thành {finished_on} của nhiệm vụ {task}.",
    "The day of this act, {day}, is before task {task} was finished, {finished_on}.",
)
DELIVERY_UNKNOWN = Refusal(
    "delivery.unknown",
    "Điều 18.2 Nghị định 335/2025/NĐ-CP",
    "Nhiệm vụ {task} không có lần nộp thứ {delivery}.",
    "The task {task} has no submission number {delivery}.",
)
DELIVERY_JUDGED = Refusal(
    "delivery.already_judged",
    "Điều 14.2 Nghị định 335/2025/NĐ-CP",
    "Lần nộp thứ {delivery} của nhiệm vụ {task} đã được đánh giá ({status}).",
    "Submission {delivery} of task {task} was already judged ({status}).",
)
RULE_SET_UNKNOWN = Refusal(
    "rule_set.unknown",
    "Điều 26.1 Nghị định 335/2025/NĐ-CP",
    "Không có bộ quy tắc {rule_set}; các bộ hiện có: {known}.",
    "There is no rule set {rule_set}; known are: {known}.",
)
RULE_SET_NOT_ADOPTED = Refusal(
    "rule_set.not_adopted",
    "Điều 26.1 Nghị định 335/2025/NĐ-CP",
    "{agency} chưa áp dụng bộ quy tắc nào vào ngày {day}.",
    "{agency} has not adopted any rule set for {day}.",
)
PRODUCT_UNKNOWN = Refusal(
    "product.unknown",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "{agency} không có sản phẩm chung {product} vào ngày {day}.",
    "{agency} has no shared product {product} on {day}.",
)
PARTS_EXCEED_WHOLE = Refusal(
    "product.parts_exceed_whole",
    "Điều 18.1c Nghị định 335/2025/NĐ-CP",
    "Sản phẩm chung {product} có tổng {whole}, đã giao {taken}; không giao thêm được {asked}.",
    "The shared product {product} is {whole} in all and {taken} is taken; {asked} more can not be.",
)
ITEM_NOT_IN_FORCE = Refusal(
    "catalogue.item_not_in_force",
    "Điều 13.2 Nghị định 335/2025/NĐ-CP",
    "Danh mục của {agency} không có mục {item} có hiệu lực vào ngày {day}.",
    "The catalogue of {agency} has no item {item} in force on {day}.",
)
REVIEW_ABSENT = Refusal(
    "review.absent",
    "Điều 21.1a, 21.2a Nghị định 335/2025/NĐ-CP",
    "{staff} chưa có phiếu xếp loại năm {year}.",
    "{staff} has no annual review for {year} yet.",
)
REVIEW_ELSEWHERE = Refusal(
    "review.of_another_agency",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "Phiếu xếp loại năm {year} của {staff} thuộc {other}, không thuộc {agency}.",
    "The annual review of {staff} for {year} belongs to {other}, not to {agency}.",
)
CLASS_DECIDED = Refusal(
    "review.class_decided",
    "Điều 21.3 Nghị định 335/2025/NĐ-CP",
    "Đã quyết định mức xếp loại năm {year} của {staff}; chỉ quyết định thay thế mới thay đổi được.",
    "The class of {staff} for {year} is decided; only a replacing decision can change it.",
)
CLASS_UNDECIDED = Refusal(
    "review.class_undecided",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Chưa có quyết định về mức xếp loại năm {year} của {staff}.",
    "The class of {staff} for {year} is not decided yet.",
)
CLASS_UNKNOWN = Refusal(
    "review.class_unknown",
    "Điều 8, 20 Nghị định 335/2025/NĐ-CP",
    "Không có mức xếp loại {class_code}; các mức là {known}.",
    "There is no class {class_code}; there are {known}.",
)
STEPS_MISSING = Refusal(
    "review.steps_missing",
    "Điều 21.1, 21.2 Nghị định 335/2025/NĐ-CP",
    "Chưa đủ các bước trước: {steps}.",
    "Steps that come first are missing: {steps}.",
)
YEAR_IN_FUTURE = Refusal(
    "review.year_in_future",
    "Điều 19.1 Nghị định 335/2025/NĐ-CP",
    "Năm {year} chưa đến; hôm nay là {today}.",
    "The year {year} has not begun; today is {today}.",
)
NO_YEAR_RULES = Refusal(
    "review.no_year_rules",
    "Điều 17.3, 20 Nghị định 335/2025/NĐ-CP",
    "Bộ quy tắc {rule_set} không xếp loại năm cho nhóm {group}.",
    "The rule set {rule_set} does not classify a year for the group {group}.",
)
SHEETS_UNCONFIRMED = Refusal(
    "review.sheets_unconfirmed",
    "Điều 17.2, 17.3 Nghị định 335/2025/NĐ-CP",
    "Còn phiếu trong năm chưa được xác nhận: {sheets}.",
    "Sheets of the year are not confirmed yet: {sheets}.",
)
GAPS_NEED_REASON = Refusal(
    "review.gaps_need_reason",
    "Điều 17.3 Nghị định 335/2025/NĐ-CP",
    "Có kỳ đã làm việc mà không có điểm: {gaps}; phải nêu lý do để tính trung bình các kỳ còn lại.",
    "Periods were worked without a score: {gaps}; give a reason to take the mean of the others.",
)
UNIT_CLASS_MISSING = Refusal(
    "review.unit_class_missing",
    "Điều 9.1, 20.6 Nghị định 335/2025/NĐ-CP",
    "Phải xếp loại tổ chức trước người đứng đầu: {units}.",
    "The organisation is classed before its head: {units}.",
)
CLASS_LEFT_OPEN = Refusal(
    "review.class_left_open",
    "Điều 20 Nghị định 335/2025/NĐ-CP",
    "Bộ quy tắc để người có thẩm quyền nhận định mức xếp loại của: {staff}; hãy nêu sự việc còn thiếu hoặc nêu mức.",
    "The rule set leaves the class to the authority's judgement: {staff}; state the missing facts, or the class.",
)
CLASS_NOT_OPEN = Refusal(
    "round.class_not_open",
    "Điều 20 Nghị định 335/2025/NĐ-CP",
    "Không nêu được mức {class_code} cho {staff}: bộ quy tắc cho mức {given}, hoặc điểm, sự việc, mức của đơn vị không "
    "cho mức cao hơn {given}.",
    "The class {class_code} can not be stated for {staff}: the rules give {given}, or score, facts and the class of "
    "the unit give none above {given}.",
)
PETITION_UNKNOWN = Refusal(
    "review.petition_unknown",
    "Điều 22 Nghị định 335/2025/NĐ-CP",
    "Phiếu xếp loại năm {year} của {staff} không có kiến nghị số {number} đang chờ trả lời.",
    "The annual review of {staff} for {year} has no petition {number} waiting for an answer.",
)
UNIT_REVIEW_ABSENT = Refusal(
    "unit_review.absent",
    "Điều 9.2a Nghị định 335/2025/NĐ-CP",
    "Chưa mở xếp loại năm {year} của đơn vị {unit}.",
    "The review of the unit {unit} for {year} is not opened yet.",
)
ROUND_ABSENT = Refusal(
    "round.absent",
    "Điều 19 Nghị định 335/2025/NĐ-CP",
    "{agency} chưa mở đợt xếp loại năm {year}.",
    "{agency} has not opened its classification round for {year} yet.",
)
ROUND_DECIDED = Refusal(
    "round.decided",
    "Điều 21.3 Nghị định 335/2025/NĐ-CP",
    "Đợt xếp loại năm {year} của {agency} đã có quyết định; chỉ quyết định thay thế mới thay đổi được.",
    "The round of {agency} for {year} is decided; only a replacing decision can change it.",
)
ROUND_UNDECIDED = Refusal(
    "round.undecided",
    "Điều 21.1đ Nghị định 335/2025/NĐ-CP",
    "Đợt xếp loại năm {year} của {agency} chưa có quyết định.",
    "The round of {agency} for {year} is not decided yet.",
)
NOT_BORNE_OUT = Refusal(
    "round.not_borne_out",
    "Điều 4.4, 20.6, 21.3 Nghị định 335/2025/NĐ-CP",
    "Mức đã quyết định không còn khớp nhật ký: {staff}; hãy đề xuất lại và thay quyết định (propose_round, "
    "replace_round_decision; với người đứng đầu cơ quan: replace_class_decision), hoặc sửa bản ghi sai.",
    "The log no longer bears out what was decided: {staff}; propose again and replace the decision (propose_round, "
    "replace_round_decision; for the head of the agency replace_class_decision), or mend the wrong record.",
)
RESTS_ON_A_CANDIDATE = Refusal(
    "round.rests_on_a_candidate",
    "Điều 4.2, 10.2 Nghị định 335/2025/NĐ-CP",
    "Căn cứ do chính người được xếp loại quyết định (ghi trong ngoặc): {what}; người có thẩm quyền quyết định lại bằng "
    "replace_unit_class, state_deciding_fact (bỏ thì withdraw_deciding_fact sau đó), set_higher_share, "
    "state_open_class, rồi đề xuất lại.",
    "This was decided by somebody who is classified here (in brackets): {what}; the competent authority decides it "
    "anew with replace_unit_class, state_deciding_fact (and withdraw_deciding_fact to drop it), set_higher_share, "
    "state_open_class, then propose again.",
)

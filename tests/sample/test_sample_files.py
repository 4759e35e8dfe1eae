"""The files of the sample: people, posts, catalogue."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from kpi_commands.staff.register_staff_member import RegisterStaffMember
from kpi_es.adapters.sample import ADVISERS, CATALOGUE_FILE, STAFF_FILES, agency_commands, sample_file
from kpi_es.adapters.sample.files import read_table, read_text
from kpi_es.adapters.sample.ordinary import read_duties
from kpi_es.adapters.sample.plans import CRITERION_MAXIMA
from kpi_es.adapters.sample.wards import read_wards
from kpi_es.rulebook import load_rule_book
from tests.sample.played_quarter import imported_commands

PUBLISHED_POINTS = {
    "Hướng dẫn công dân": 5,
    "Chuyển hồ sơ đến bộ phận giải quyết": 8,
    "Kiểm tra tính đầy đủ của hồ sơ": 12,
    "Tiếp nhận hồ sơ trực tiếp hoặc trực tuyến": 15,
    "Số hóa hồ sơ": 20,
    "Soạn thảo văn bản đơn giản (công văn gửi kèm, giấy mời, thông báo ngắn)": 5,
    "Phát hành văn bản đi": 3,
    "Báo cáo nhanh số liệu": 25,
    "Văn bản phối hợp, trao đổi với cơ quan khác": 25,
    "Văn bản chỉ đạo, điều hành": 35,
    "Quyết định cá biệt": 45,
    "Giải quyết đơn khiếu nại, tố cáo, kiến nghị": 45,
    "Kiểm tra, xác nhận hồ sơ đất đai": 45,
    "Đăng ký kết hôn": 35,
    "Lập hồ sơ xử phạt vi phạm hành chính": 85,
    "Tổng hợp kết quả đánh giá cán bộ, công chức": 80,
    "Kế hoạch đầu tư công của phường": 130,
    "Chuẩn bị tài liệu cuộc họp": 35,
    "Thư ký cuộc họp, ghi biên bản và thông báo kết luận": 45,
    "Báo cáo định kỳ": 60,
    "Báo cáo chuyên đề": 80,
    "Báo cáo đột xuất, khẩn": 45,
    "Cập nhật danh mục thủ tục hành chính": 60,
    "Phân công, giao việc trong đơn vị": 45,
    "Kiểm tra, duyệt dự thảo văn bản": 45,
    "Xây dựng kế hoạch công tác của đơn vị": 70,
    "Tháo gỡ vướng mắc liên ngành": 85,
}


def test_the_two_wards_have_70_to_90_people_with_different_names() -> None:
    people = read_wards().people.values()
    assert Counter(person.agency for person in people) == {"hac-thanh": 44, "dong-son": 36}  # 44 + 36 = 80
    assert len({person.name for person in people}) == 80


def test_every_unit_has_one_head_and_the_chairman_heads_the_ward() -> None:
    heads = Counter(
        (person.agency, person.postings[0][1].unit) for person in read_wards().people.values() if person.role == "head"
    )
    units = ("ubnd", "van-phong", "kinh-te-ha-tang-do-thi", "van-hoa-xa-hoi", "phuc-vu-hanh-chinh-cong")
    assert heads == {(agency, unit): 1 for agency in STAFF_FILES for unit in units}


def test_only_chairmen_and_vice_chairmen_are_cadres_and_every_ward_has_contract_workers() -> None:
    people = read_wards().people.values()
    cadres = [person for person in people if person.group == "cadre"]
    assert len(cadres) == 2 * 3  # a chairman and two vice-chairmen in each ward
    assert all("Chủ tịch" in person.postings[0][1].post for person in cadres)
    workers = {person.agency for person in people if person.group == "contract_worker"}
    assert workers == set(STAFF_FILES)


def test_the_advisers_work_on_personnel_in_their_ward() -> None:
    people = read_wards().people
    for agency, adviser in ADVISERS.items():
        assert people[adviser].agency == agency
        assert people[adviser].postings[0][1].post == "Công chức nội vụ (tổ chức, cán bộ)"


def test_the_catalogue_has_at_least_60_items_under_different_codes() -> None:
    rows = read_table(CATALOGUE_FILE)
    assert len(rows) >= 60
    assert len({row["Mã"] for row in rows}) == len(rows)
    assert {row["Nhóm"] for row in rows} == {"N1", "N2", "N3", "N4", "N5"}


@pytest.mark.parametrize(("title", "points"), PUBLISHED_POINTS.items())
def test_items_with_published_points_carry_them(title: str, points: int) -> None:
    (row,) = (row for row in read_table(CATALOGUE_FILE) if row["Tên sản phẩm, công việc"] == title)
    assert int(row["Điểm"]) == points


def test_the_group_of_an_item_follows_from_its_points() -> None:
    bounds = {"N1": (1, 10), "N2": (11, 30), "N3": (31, 50), "N4": (51, 100), "N5": (101, 200)}
    for row in read_table(CATALOGUE_FILE):
        least, most = bounds[row["Nhóm"]]
        assert least <= int(row["Điểm"]) <= most, row["Mã"]


def test_every_evaluated_post_has_duties_out_of_the_catalogue() -> None:
    items = {row["Mã"] for row in read_table(CATALOGUE_FILE)}
    duties = read_duties()
    assert {person.postings[0][1].post for person in read_wards().evaluated()} == duties.keys()
    for post, each in duties.items():
        assert each.core.keys() | each.varying.keys() <= items, post
        assert not each.core.keys() & each.varying.keys(), post
        assert all(least <= most for least, most in (*each.core.values(), *each.varying.values())), post


def test_every_item_of_the_catalogue_is_somebodys_work_or_stands_ready() -> None:
    duties = read_duties().values()
    used = {item for each in duties for item in (*each.core, *each.varying)}
    assert len(used) >= 60


def test_the_general_criteria_are_those_of_the_adopted_rule_set() -> None:
    table = load_rule_book()["nd335-2025"].general_for("staff")
    assert table is not None
    assert {criterion.id: criterion.maximum for criterion in table.criteria} == CRITERION_MAXIMA
    assert sum(CRITERION_MAXIMA.values()) == Fraction(30)  # 2 × 5 + 8 × 2.5


def test_the_opening_commands_come_in_order_and_name_the_rule_set() -> None:
    commands = agency_commands()
    kinds = [command.type for command in commands if command.agency == "hac-thanh"]
    assert kinds == ["open_agency", *["add_unit"] * 4, "adopt_rule_set", "set_standard_item"]
    assert len(commands) == 2 * 7
    assert commands[0].actor == "operator:sample"


def test_the_folder_says_that_everybody_is_invented() -> None:
    assert "All people, work and decisions in this folder are invented" in read_text("README.md")
    assert sample_file("ht-012-2026-07.md").is_file()


def test_the_importer_understands_every_row_and_column_of_the_office_files() -> None:
    commands = imported_commands()
    kinds = Counter((command.agency, command.type) for command in commands)
    items = len(read_table(CATALOGUE_FILE))
    assert kinds == {
        ("hac-thanh", "register_staff_member"): 44,
        ("dong-son", "register_staff_member"): 36,
        ("hac-thanh", "approve_catalogue_item"): items,
        ("dong-son", "approve_catalogue_item"): items,
    }


def test_the_importer_reads_the_same_people_as_the_sample() -> None:
    people = read_wards().people
    registered = [each for each in imported_commands() if isinstance(each, RegisterStaffMember)]
    assert len(registered) == len(people)
    for command in registered:
        person = people[command.staff]
        assert (command.agency, command.role, command.group) == (person.agency, person.role, person.group)
        assert (command.unit, command.post) == (person.postings[0][1].unit, person.postings[0][1].post)
        assert command.valid_on == person.postings[0][0]

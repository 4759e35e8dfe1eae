"""What every directory of people promises, asked of each adapter."""

from __future__ import annotations

from kpi_es.ports import PersonDirectory


def test_names_come_back_and_unknown_people_are_absent(directory: PersonDirectory) -> None:
    directory.remember({"cb-0002": "Trần Văn Bền", "cb-0001": "Nguyễn Thị Ánh"})
    assert directory.names(["cb-0001", "cb-9999"]) == {"cb-0001": "Nguyễn Thị Ánh"}
    assert directory.names([]) == {}


def test_a_new_name_replaces_the_old_one(directory: PersonDirectory) -> None:
    directory.remember({"cb-0001": "Nguyễn Thị Anh", "cb-0002": "Trần Văn Bền"})
    directory.remember({"cb-0001": "Nguyễn Thị Ánh"})
    directory.remember({})
    assert directory.names(["cb-0001", "cb-0002"]) == {"cb-0001": "Nguyễn Thị Ánh", "cb-0002": "Trần Văn Bền"}

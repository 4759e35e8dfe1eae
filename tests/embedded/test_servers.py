"""The embedded servers as their users meet them: real servers, real processes, real signals."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kpi_es.adapters.embedded import EmbeddedServerError, start_nats, start_postgres, stop_all
from kpi_es.adapters.embedded.leftovers import command_line
from tests.embedded.bystander import Bystander, processes_naming

NOBODY = 65534


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    stop_all(folder)
    assert processes_naming(folder) == []


def answer(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def owner_of(pid: int) -> int:
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "uid="], capture_output=True, text=True, check=True)
    return int(listed.stdout)


def greeting(url: str) -> dict[str, object]:
    host, port = url.rsplit("@", 1)[1].split(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        line = connection.makefile("rb").readline()
    greeted: dict[str, object] = json.loads(line.removeprefix(b"INFO "))
    return greeted


def test_both_servers_start_from_nothing_and_leave_no_process(data_dir: Path) -> None:
    with start_postgres(data_dir) as postgres, start_nats(data_dir) as nats:
        assert answer(postgres.url, "SELECT 'Đặng Thị Hằng'") == "Đặng Thị Hằng"
        assert greeting(nats.url)["jetstream"] is True
        assert len(processes_naming(data_dir)) >= 4  # two servers, two guardians, PostgreSQL's own helpers
    assert processes_naming(data_dir) == []


def test_the_database_is_utf8_sorts_by_code_point_syncs_and_opens_no_port(data_dir: Path) -> None:
    with start_postgres(data_dir) as postgres:
        for setting, value in {"server_encoding": "UTF8", "fsync": "on", "listen_addresses": ""}.items():
            assert answer(postgres.url, f"SHOW {setting}") == value
        assert answer(postgres.url, "SELECT datcollate FROM pg_database WHERE datname = 'kpi'") == "C"


def test_what_was_written_is_there_after_a_restart(data_dir: Path) -> None:
    with start_postgres(data_dir) as postgres, psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE phường AS SELECT 42 AS điểm")
    with start_postgres(data_dir) as postgres:
        assert not postgres.joined
        assert answer(postgres.url, "SELECT điểm FROM phường") == 42


def test_nats_comes_back_at_the_same_address(data_dir: Path) -> None:
    with start_nats(data_dir) as first:
        pass
    with start_nats(data_dir) as second:
        assert second.url == first.url
        assert second.pid != first.pid


def test_nats_takes_another_port_when_a_stranger_has_its_own(data_dir: Path) -> None:
    with start_nats(data_dir) as first:
        pass
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", int(first.url.rsplit(":", 1)[1])))
        stranger.listen()
        with start_nats(data_dir) as second:
            assert second.url != first.url
            assert greeting(second.url)["jetstream"] is True


def test_nats_refuses_a_client_without_the_password(data_dir: Path) -> None:
    with start_nats(data_dir) as nats:
        host, port = nats.url.rsplit("@", 1)[1].split(":")
        with socket.create_connection((host, int(port)), 5) as connection:
            connection.sendall(b'CONNECT {"verbose":false}\r\nPING\r\n')
            assert b"Authorization Violation" in connection.makefile("rb").read()


def test_addresses_with_passwords_are_readable_for_their_owner_only(data_dir: Path) -> None:
    with start_nats(data_dir) as nats:
        password = nats.url.split(":")[2].split("@")[0]
        assert password not in repr(nats)
        files = [path for path in data_dir.rglob("*") if path.is_file()]
        holding = [path for path in files if password in path.read_text("latin-1")]
        assert sorted(path.name for path in holding) == ["nats.json", "server.conf"]
        assert {stat.S_IMODE(path.stat().st_mode) for path in holding} == {0o600}


def test_syncing_every_message_is_configured_and_never_silently_missing(data_dir: Path) -> None:
    with start_nats(data_dir, sync_always=True):
        configuration = json.loads((data_dir / "nats" / "server.conf").read_text())
        assert configuration["jetstream"]["sync_interval"] == "always"
    with start_nats(data_dir), pytest.raises(EmbeddedServerError, match="without syncing every message"):
        start_nats(data_dir, sync_always=True)


def test_two_folders_have_two_servers_at_once(data_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with start_postgres(data_dir) as here, start_postgres(other) as there:
        assert here.pid != there.pid
        with psycopg.connect(here.url) as connection:
            connection.execute("CREATE TABLE only_here ()")
        assert answer(there.url, "SELECT to_regclass('only_here')") is None


@pytest.mark.parametrize(
    "name",
    ["có dấu cách và chữ Việt", "phường, xã 'A' \"B\" 100% \\ #1", "sâu/" + "rất-dài-" * 20],
    ids=["spaces", "signs", "long"],
)
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    with start_postgres(data_dir) as postgres, start_nats(data_dir) as nats:
        assert answer(postgres.url, "SELECT 1") == 1
        assert greeting(nats.url)["jetstream"] is True
        with start_postgres(data_dir) as again:
            assert again.pid == postgres.pid
        socket_folders = [(data_dir / "run" / server).resolve() for server in ("postgres", "nats")]
    assert processes_naming(tmp_path) == []
    assert not any(folder.exists() for folder in socket_folders)


def test_another_temporary_folder_does_not_hide_a_running_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = tmp_path / ("rất-dài-" * 20)
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    with start_postgres(data_dir) as postgres:
        monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
        with start_postgres(data_dir) as again:
            assert (again.joined, again.pid) == (True, postgres.pid)


def test_a_second_process_joins_and_its_end_does_not_stop_the_server(data_dir: Path) -> None:
    with start_postgres(data_dir) as postgres:
        with Bystander(data_dir) as second:
            assert second.joined
            assert second.postgres_pid == postgres.pid
        assert answer(postgres.url, "SELECT 1") == 1


def test_the_server_stays_until_the_last_user_leaves_even_when_the_starter_left_first(data_dir: Path) -> None:
    starter = start_postgres(data_dir)
    with Bystander(data_dir):
        starter.stop()
        assert answer(starter.url, "SELECT 1") == 1
    assert processes_naming(data_dir) == []


def test_processes_that_start_at_the_same_moment_share_one_server(data_dir: Path) -> None:
    crowd = [Bystander(data_dir) for _ in range(4)]
    try:
        assert len({one.postgres_pid for one in crowd}) == 1
        assert [one.joined for one in crowd].count(False) == 1
    finally:
        for one in crowd:
            one.end(signal.SIGINT)
    assert processes_naming(data_dir) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_is_left_when_the_only_user_dies(data_dir: Path, number: signal.Signals) -> None:
    Bystander(data_dir).end(number)
    deadline = time.monotonic() + 40
    while processes_naming(data_dir) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_naming(data_dir) == []


def test_a_user_who_comes_right_after_a_killed_one_gets_a_working_server(data_dir: Path) -> None:
    Bystander(data_dir).end(signal.SIGKILL)
    with start_postgres(data_dir) as postgres, start_nats(data_dir) as nats:
        assert answer(postgres.url, "SELECT 1") == 1
        assert greeting(nats.url)["jetstream"] is True


def test_killing_user_guardian_and_server_alike_is_mended_at_the_next_start(data_dir: Path) -> None:
    bystander = Bystander(data_dir)
    with psycopg.connect(bystander.postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    for pid, _ in processes_naming(data_dir):
        os.kill(pid, signal.SIGKILL)
    bystander.end(signal.SIGKILL)
    with start_postgres(data_dir) as postgres, start_nats(data_dir):
        assert answer(postgres.url, "SELECT value FROM kept") == 7


def test_servers_that_lost_their_guardians_are_replaced(data_dir: Path) -> None:
    bystander = Bystander(data_dir)
    assert not bystander.joined
    guardians = [pid for pid, line in processes_naming(data_dir) if "guardian.py" in line]
    assert len(guardians) == 2
    for pid in guardians:
        os.kill(pid, signal.SIGKILL)
    bystander.end(signal.SIGKILL)
    with start_postgres(data_dir) as postgres, start_nats(data_dir) as nats:
        assert (postgres.joined, nats.joined) == (False, False)
        assert bystander.postgres_pid != postgres.pid
        assert command_line(bystander.postgres_pid) == ""


def test_a_process_number_given_to_a_stranger_is_no_server(data_dir: Path) -> None:
    with start_postgres(data_dir):
        pass
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (data_dir / "run" / "postgres.pid").write_text(str(stranger.pid))
        (data_dir / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{data_dir}/postgres\n")
        with start_postgres(data_dir) as postgres:
            assert answer(postgres.url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_kept_servers_outlive_their_user_until_all_are_stopped(data_dir: Path) -> None:
    kept = Bystander(data_dir, keep=True)
    kept.end(signal.SIGTERM)
    with start_postgres(data_dir) as postgres:
        assert (postgres.joined, postgres.pid) == (True, kept.postgres_pid)
    assert answer(postgres.url, "SELECT 1") == 1
    assert stop_all(data_dir) == ["nats", "postgres"]
    assert processes_naming(data_dir) == []
    assert stop_all(data_dir) == []


def test_a_killed_postgres_gives_the_next_asker_a_new_one(data_dir: Path) -> None:
    first = start_postgres(data_dir)
    os.kill(first.pid, signal.SIGKILL)
    with start_postgres(data_dir) as second:
        assert answer(second.url, "SELECT 1") == 1
    first.stop()


def test_an_interrupted_first_start_does_not_spoil_the_next(data_dir: Path) -> None:
    (data_dir / "postgres.new-half").mkdir(parents=True)
    (data_dir / "postgres.new-half" / "PG_VERSION").write_text("18\n")
    with start_postgres(data_dir) as postgres:
        assert answer(postgres.url, "SELECT 1") == 1
    assert not (data_dir / "postgres.new-half").exists()


def test_files_of_another_version_are_refused_with_both_versions_named(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedServerError, match=r"made by PostgreSQL 15, here is PostgreSQL 18"):
        start_postgres(data_dir)


def test_a_server_that_does_not_start_says_what_its_log_says(data_dir: Path) -> None:
    with start_postgres(data_dir):
        pass
    (data_dir / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(EmbeddedServerError, match="could not find the database system"):
        start_postgres(data_dir)


def test_a_folder_of_sockets_that_is_open_to_others_is_refused(data_dir: Path) -> None:
    (data_dir / "run" / "nats").mkdir(parents=True)
    (data_dir / "run" / "nats").chmod(0o777)
    with pytest.raises(EmbeddedServerError, match="not private"):
        start_nats(data_dir)


def test_an_ordinary_user_can_start_them_too(tmp_path: Path) -> None:
    data_dir = tmp_path / "of an ordinary user"
    data_dir.mkdir()
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    os.chown(data_dir, user, -1)
    with Bystander(data_dir, user=user) as ordinary:
        owners = {(data_dir / name).stat().st_uid for name in ("postgres", "nats", "run")}
        assert owners == {user}
        assert not ordinary.joined
    assert processes_naming(data_dir) == []


def test_postgres_never_runs_as_root_and_no_folder_is_opened_for_it(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with start_postgres(closed / "data") as postgres:
        assert answer(postgres.url, "SELECT 1") == 1
        assert owner_of(postgres.pid) != 0
        assert stat.S_IMODE((closed / "data" / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_stopping_in_a_folder_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    assert stop_all(tmp_path / "nothing") == []
    assert not (tmp_path / "nothing").exists()


def test_importing_the_servers_starts_and_writes_nothing(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-W", "error", "-c", "import kpi_es.adapters.embedded"],
        env={**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": "", "TMPDIR": str(tmp_path)},
        check=True,
    )
    assert list(tmp_path.iterdir()) == []

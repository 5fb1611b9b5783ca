"""Readers share a closed-off file; a writer has it alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.engines import (
    DatabaseFailed,
    OutOfMemory,
    needs_room,
    reader_engine,
    roomy_engine,
    writer_engine,
)
from data.stores import FileStore

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with the numbers 0 to 99,999."""
    found = tmp_path / "numbers.duckdb"
    engine = writer_engine(found)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE numbers AS SELECT range AS n FROM range(100000)")
    engine.dispose()
    return found


@pytest.fixture
def reader(path: Path) -> Iterator[sa.Engine]:
    engine = reader_engine(path, memory_mb=200, threads=2)
    yield engine
    engine.dispose()


def ask(engine: sa.Engine, sql: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(sql).scalar_one()


@pytest.fixture
def roomy(path: Path) -> sa.Engine:
    return roomy_engine(path, memory_mb=500, threads=2)


@pytest.mark.parametrize("kind", ["reader", "roomy"])
@pytest.mark.parametrize(
    ("forbidden", "reason"),
    [
        ("DELETE FROM numbers", "read-only"),
        ("SELECT * FROM read_text('/etc/hostname')", "disabled by configuration"),
        ("COPY numbers TO '/tmp/stolen.csv'", "disabled by configuration"),
        ("ATTACH '/tmp/other.duckdb'", "disabled by configuration"),
        ("SET threads = 1", "locked"),
    ],
)
def test_a_reader_can_neither_write_nor_leave_its_file(
    request: pytest.FixtureRequest, kind: str, forbidden: str, reason: str
) -> None:
    engine: sa.Engine = request.getfixturevalue(kind)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match=reason):
        connection.exec_driver_sql(forbidden)


def test_the_text_of_a_failure_holds_no_value_that_was_asked_for(reader: sa.Engine) -> None:
    statement = sa.text("SELECT missing FROM numbers WHERE n = :name")
    with reader.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(statement, {"name": "ada@example.com"})
    assert "missing" in str(caught.value)
    assert "ada@example.com" not in str(caught.value)


def test_a_readers_limits_hold_on_every_connection(reader: sa.Engine) -> None:
    settings = "current_setting('access_mode') || ' ' || current_setting('threads')"
    with reader.connect() as one, reader.connect() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql(f"SELECT {settings}").scalar_one() == "read_only 2"
    assert ask(reader, "SELECT current_setting('memory_limit')") == "190.7 MiB"


def test_many_threads_ask_one_reader_at_once(reader: sa.Engine) -> None:
    with ThreadPoolExecutor(20) as threads:
        sums = list(threads.map(lambda _: ask(reader, "SELECT sum(n) FROM numbers"), range(100)))
    assert sums == [4_999_950_000] * 100


def test_what_does_not_fit_into_memory_is_still_answered(tmp_path: Path, path: Path) -> None:
    engine = reader_engine(path, memory_mb=100, threads=2)
    text = "repeat('x', 40) || (n * 100 + range)"
    groups = f"SELECT {text} AS k, count(*) FROM numbers, range(20) GROUP BY k"
    assert ask(engine, f"SELECT count(*) FROM ({groups})") == 2_000_000
    engine.dispose()
    assert [file.name for file in tmp_path.iterdir()] == ["numbers.duckdb"]


def test_other_processes_read_the_same_file_at_the_same_time(reader: sa.Engine, path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from data.engines import reader_engine\n"
        "with reader_engine(Path(sys.argv[1])).connect() as c:\n"
        "    print(c.exec_driver_sql('SELECT count(*) FROM numbers').scalar_one())"
    )
    with reader.connect() as held:
        held.exec_driver_sql("SELECT 1")
        command = [sys.executable, "-c", code, str(path)]
        said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert said.stdout == "100000\n"


def test_a_removed_file_is_read_to_the_end_by_who_has_it_open(
    reader: sa.Engine, path: Path
) -> None:
    with reader.connect() as held:
        held.exec_driver_sql("SELECT 1")
        path.unlink()
        with reader.connect() as another:
            assert another.exec_driver_sql("SELECT sum(n) FROM numbers").scalar_one() == (
                4_999_950_000
            )


def test_a_writer_keeps_within_the_memory_its_process_may_use(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from data.engines import writer_engine; "
        "resource.setrlimit(resource.RLIMIT_AS, (2 * 1024 ** 3,) * 2); "
        "asked = writer_engine(Path(sys.argv[1])).connect().exec_driver_sql; "
        "print(asked(\"SELECT current_setting('memory_limit')\").scalar())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "x.duckdb")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "390.0 MiB"  # 409 million bytes: a fifth of 2 GiB


def test_a_draft_is_built_within_the_memory_it_is_given(tmp_path: Path) -> None:
    with FileStore(tmp_path, building_mb=300).begin() as draft:
        assert ask(draft.engine, "SELECT current_setting('memory_limit')") == "286.1 MiB"


# Needs some 100 MB, and cannot do with less.
LARGE = "SELECT len(list(a.n * 100 + b.n)) FROM numbers a, (FROM numbers LIMIT 100) b"


def test_a_question_that_does_not_fit_is_told_from_other_failures(path: Path) -> None:
    small = reader_engine(path, memory_mb=50, threads=2)
    with pytest.raises(DatabaseFailed) as too_large:
        ask(small, LARGE)
    assert needs_room(too_large.value)
    with pytest.raises(DatabaseFailed) as unreadable:
        ask(reader_engine(path.parent, memory_mb=50), "SELECT 1")
    assert not needs_room(unreadable.value)
    small.dispose()


def test_a_roomy_reader_answers_it_beside_a_small_one_of_the_same_file(
    path: Path, roomy: sa.Engine
) -> None:
    small = reader_engine(path, memory_mb=50, threads=2)
    assert ask(small, "SELECT count(*) FROM numbers") == 100_000
    assert ask(roomy, LARGE) == 10_000_000
    assert ask(small, "SELECT count(*) FROM numbers") == 100_000
    small.dispose()


def test_a_roomy_reader_opens_a_file_of_any_name(path: Path) -> None:
    odd = path.rename(path.with_name("o'clock.duckdb"))
    assert ask(roomy_engine(odd, memory_mb=200), "SELECT count(*) FROM numbers") == 100_000


# Sorts more than fits; what comes out depends on every row and its place.
SPILLING = """
import sys
from pathlib import Path
from data.engines import reader_engine
engine = reader_engine(Path(sys.argv[1]), memory_mb=40, threads=2)
with engine.connect() as connection:
    for _ in range(4):
        # Not where a database shows its progress to whoever runs Python by hand.
        print(file=sys.stderr, end=" ", *connection.exec_driver_sql('''
            SELECT sum(place * (n % 97)) FROM (
                SELECT a.n * 20 + b.n AS n,
                    row_number() OVER (ORDER BY hash(a.n, b.n), a.n, b.n) AS place
                FROM numbers a, (FROM numbers LIMIT 20) b)
        ''').one())
"""


def test_processes_that_spill_at_the_same_time_do_not_read_each_others_rows(path: Path) -> None:
    command = [sys.executable, "-c", SPILLING, str(path)]
    processes = [
        subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], answers
    assert len({answer for _, said in answers for answer in said.split()}) == 1
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_build_that_needs_more_memory_says_which_setting_to_raise(tmp_path: Path) -> None:
    engine = writer_engine(tmp_path / "x.duckdb", 64)
    # A list is one value, which cannot be spilled in parts.
    with pytest.raises(OutOfMemory) as failed:
        ask(engine, "SELECT len(list(repeat('x', 1000) || n)) FROM range(1000000) t(n)")
    engine.dispose()
    assert str(failed.value) == (
        "This release needs more memory than the 64 MB that the database may use in which it is "
        "built. Have an operator raise BUILD_MEMORY_MB."
    )


def test_a_build_that_has_no_room_to_spill_to_does_not_ask_for_memory(tmp_path: Path) -> None:
    engine = writer_engine(tmp_path / "x.duckdb", 100)
    fill = "CREATE TEMP TABLE much AS SELECT hash(n) FROM range(20000000) t(n)"
    with engine.connect() as connection:
        connection.exec_driver_sql("SET max_temp_directory_size = '10MB'")
        with pytest.raises(DatabaseFailed, match="max_temp_directory_size"):
            connection.exec_driver_sql(fill)
    engine.dispose()

"""Every kind of file a shop's software writes means the same once it is loaded."""

from __future__ import annotations

import gzip
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.ingest import LoadError
from data.ingest.formats import archives
from data.ingest.formats.csvfile import counted, read_header
from data.ingest.formats.tables import tables_of
from tests.data.ingest import star_folder
from tests.data.ingest.reading import texts
from tests.data.ingest.store import HEADER, Store

MUG = "489434,85048,MUG,2,2010-07-01 10:00:00,1.50,13085,United Kingdom"


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ":", "^", "~", "\x01"])
def test_any_delimiter_is_told_from_the_first_rows(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "file.txt"
    lines = [["id", "full, name", "price"], ["1", "Mug, red", "2,50"], ["2", "Tea, green", "3,10"]]
    path.write_text("\n".join(delimiter.join(line) for line in lines), "utf-8")
    assert read_header(path).header == ("id", "full, name", "price")
    assert texts(path) == [(2, "1", "Mug, red", "2,50"), (3, "2", "Tea, green", "3,10")]


def test_delimiters_within_quoted_names_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('"a, b, c, d";"e, f, g, h"\n1;2\n3;4\n', "utf-8")
    assert read_header(path).header == ("a, b, c, d", "e, f, g, h")


def test_excels_own_word_on_the_delimiter_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("sep=;\na,b;c\n1,5;2\n", "utf-8")
    assert texts(path) == [(2, "1,5", "2")]


def test_apostrophes_enclose_fields_where_the_header_says_so(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("'id','name'\n'1','Mug, ''red'''\n2,6\" plate\n", "utf-8")
    assert texts(path) == [(2, "1", "Mug, 'red'"), (3, "2", '6" plate')]


def test_apostrophes_in_names_enclose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,name\n1,'Tis the season\n2,rock 'n' roll\n", "utf-8")
    assert texts(path) == [(2, "1", "'Tis the season"), (3, "2", "rock 'n' roll")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig"])
def test_wide_letters_are_read_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("größe,name\r\n1,Café\r\n".encode(encoding))
    assert read_header(path).header == ("größe", "name")
    assert texts(path) == [(2, "1", "Café")]


def test_a_header_in_an_old_alphabet_keeps_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("Größe,Preis\n1,2 €\n".encode("cp1252"))
    assert read_header(path).header == ("Größe", "Preis")


def test_line_ends_of_every_kind_are_read(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    for end in ("\n", "\r\n", "\r"):
        path.write_bytes(end.join(["a,b", "1,2", "3,4"]).encode())
        assert texts(path) == [(2, "1", "2"), (3, "3", "4")]


def test_zero_bytes_and_marks_in_the_middle_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"a,b\n1,x\x00y\n\xef\xbb\xbf2,z\n" + b"3,w\n" * 100)
    assert texts(path)[:2] == [(2, "1", "xy"), (3, "2", "z")]


def test_a_regular_file_is_counted_by_its_lines_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a,b\n" + "1,2\n" * 300_000 + "3,4", "utf-8")
    monkeypatch.setattr("data.ingest.formats.csvfile.walk", None)
    with counted(path) as file:
        assert (file.rows, file.copy) == (300_001, None)


@pytest.mark.parametrize("odd", ["1\n", "1,2,3\n", "\n", '"1",2\n', "1,2\r\n"])
def test_one_irregular_line_among_many_is_not_overlooked(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a,b\n" + "1,2\n" * 300_000 + odd + "1,2\n" * 10, "utf-8", newline="")
    with counted(path) as file:
        assert file.rows == 300_010 + (odd != "\n")
        assert len(file.misshapen) == (odd in {"1\n", "1,2,3\n"})


def test_a_very_long_field_is_read_and_an_endless_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f'a,b\n1,"{"x" * 900_000}"\n2,{"y" * 900_000}\n', "utf-8")
    assert [len(str(row[2])) for row in texts(path)] == [900_000, 900_000]
    path.write_text(f'a,b\n1,2\n1,"{"x" * 1_100_000}"\n', "utf-8")
    with pytest.raises(LoadError, match=r"file.csv: the row from line 3 on holds a field of more"):
        texts(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a picture"),
        (b"%PDF-1.7 ...", "is a PDF document"),
        (bytes(range(256)) * 20, "holds bytes that are no text"),
        (b"PK\x03\x04 nothing", "is damaged"),
        (b"\x1f\x8b\x08 nothing", "cannot be read"),
    ],
)
def test_what_only_calls_itself_csv_gets_a_sentence_without_its_bytes(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(content)
    with pytest.raises(LoadError, match=f"sales.csv {said}") as refused:
        tables_of(path)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


# --- archives ---------------------------------------------------------------------------------


def packed(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_folder_in_a_zip_is_a_folder(store: Store) -> None:
    members: dict[str, str | bytes] = {
        "shop/orders.csv": "\n".join(star_folder.ORDERS),
        "shop/order_items.csv.gz": gzip.compress("\n".join(star_folder.ITEMS).encode()),
        "shop/products.csv": "\n".join(star_folder.PRODUCTS),
        "shop/readme.pdf": b"%PDF",
        "__MACOSX/shop/._orders.csv": b"\x00",
    }
    path = packed(store.folder / "export.zip", members)
    report = store.load(path, currency="EUR")
    assert sum(file.rows_loaded for file in report.files) == 7
    assert {file.source for file in report.files} == {
        "export.zip: orders.csv",
        "export.zip: order_items.csv.gz",
        "export.zip: products.csv",
    }
    assert report.ignored == ("export.zip: shop/readme.pdf",)
    assert not store.load(path, currency="EUR").changed


def test_a_zip_of_one_file_stands_for_the_file(store: Store) -> None:
    path = packed(store.folder / "sales.zip", {"../../etc/sales.csv": f"{HEADER}\n{MUG}\n"})
    assert [file.source for file in store.load(path).files] == ["sales.zip"]
    assert [entry.name for entry in store.folder.glob("**/*.csv")] == []


def test_archives_that_are_no_export_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = packed(tmp_path / "bomb.zip", {"a.csv": "0" * 30_000_000})
    with pytest.raises(LoadError, match=r"bomb.zip would unpack to 29 MB from 0.03 MB"):
        archives.members(bomb)
    with pytest.raises(LoadError, match=r"photos.zip holds no file of data"):
        archives.members(packed(tmp_path / "photos.zip", {"a.png": "x", "b.zip": "y"}))
    many = packed(tmp_path / "many.zip", {f"{n}.csv": "" for n in range(3)})
    monkeypatch.setattr("data.ingest.formats.archives.MAX_MEMBERS", 2)
    with pytest.raises(LoadError, match=r"more than 2 files"):
        archives.members(many)


def test_a_damaged_member_and_an_archive_in_an_archive_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"sales.csv": "".join(f"{n},b\n" for n in range(9999))})
    content = bytearray(path.read_bytes())
    content[2000] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(LoadError, match=r"a.zip: sales.csv cannot be unpacked"):
        tables_of(path)
    inner = packed(tmp_path / "inner.zip", {"sales.csv": "a,b"}).read_bytes()
    with pytest.raises(LoadError, match=r"b.zip is an archive inside another"):
        tables_of(packed(tmp_path / "b.zip", {"sales.csv": inner}))


# --- Parquet ----------------------------------------------------------------------------------


def test_typed_columns_of_parquet_arrive_as_exact_text(tmp_path: Path) -> None:
    path = tmp_path / "file [1].parquet"
    moment = datetime(2026, 1, 5, 10, tzinfo=UTC)
    columns = {
        "float": pa.array([17850.0, 2.55]),
        "single": pa.array([2.55, float("nan")], pa.float32()),
        "decimal": pa.array([Decimal("12.5000"), None], pa.decimal128(18, 4)),
        "naive": pa.array([moment.replace(tzinfo=None), None], pa.timestamp("ns")),
        "aware": pa.array([moment, None], pa.timestamp("us", tz="Europe/Paris")),
        "day": pa.array([date(2026, 1, 5), None]),
        "word": pa.array(["a", None]).dictionary_encode(),
        "bytes": pa.array(["café".encode(), b"\xff"]),
        "truth": pa.array([True, None]),
    }
    pq.write_table(pa.table(columns), path)
    assert texts(path) == [
        (2, "17850", "2.55", "12.5000", "2026-01-05 10:00:00", "2026-01-05 10:00:00Z",
         "2026-01-05", "a", "café", "true"),
        (3, "2.55", None, None, None, None, None, None, "\\xFF", None),
    ]  # fmt: skip
    assert texts(path, ",")[0][1:4] == ("17850", "2,55", "12,5000")

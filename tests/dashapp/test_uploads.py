"""Files as they come in."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest

from callbacks.desk import TooLarge
from dashapp import uploads
from dashapp.uploads import UploadFolder, safe_name

HOSTILE_IDS: list[object] = [
    None,
    7,
    "",
    "..",
    "../..",
    "/etc",
    "a" * 32 + "/..",
    "A" * 32,
    "g" * 32,
    ["x"],
    {},
]


@pytest.fixture
def folder(tmp_path: Path) -> UploadFolder:
    return UploadFolder(tmp_path / "uploads", max_mb=1)


def test_a_file_arrives_as_it_was_sent(folder: UploadFolder) -> None:
    upload = folder.begin()
    assert folder.add(upload, "orders.csv", io.BytesIO(b"a,b\n1,2\n")) == "orders.csv"
    assert folder.paths(upload)[0].read_bytes() == b"a,b\n1,2\n"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("orders.csv", "orders.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\shop\\orders 2026.csv", "orders 2026.csv"),
        (".bashrc", "bashrc"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("Bestellungen März.csv", "Bestellungen M_rz.csv"),
        ("--layout.csv", "--layout.csv"),
        ("x" * 300 + ".csv.gz", "x" * 100 + ".csv.gz"),
    ],
)
def test_a_name_leads_nowhere(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_two_files_of_the_same_name_are_both_kept(folder: UploadFolder) -> None:
    upload = folder.begin()
    names = [folder.add(upload, name, io.BytesIO(b"x")) for name in ("a.csv", "b/A.csv", "a.csv")]
    assert names == ["a.csv", "A-2.csv", "a-3.csv"]
    assert len(folder.names(upload)) == 3


def test_more_than_an_upload_may_hold_is_refused_and_leaves_nothing(folder: UploadFolder) -> None:
    upload = folder.begin()
    folder.add(upload, "a.csv", io.BytesIO(b"x" * 1024 * 1000))
    with pytest.raises(TooLarge, match="may have 1 MB, all its files together"):
        folder.add(upload, "b.csv", io.BytesIO(b"x" * 1024 * 30))
    assert folder.names(upload) == ["a.csv"]


def test_an_upload_has_no_more_than_so_many_files(
    folder: UploadFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    upload = folder.begin()
    folder.add(upload, "a.csv", io.BytesIO(b"x"))
    with pytest.raises(TooLarge, match="one zip file"):
        folder.add(upload, "b.csv", io.BytesIO(b"x"))


@pytest.mark.parametrize("upload", HOSTILE_IDS, ids=repr)
def test_what_is_no_id_is_no_upload(folder: UploadFolder, upload: object) -> None:
    folder.begin()
    assert folder.names(upload) == []
    with pytest.raises(LookupError):
        folder.add(upload, "a.csv", io.BytesIO(b"x"))  # type: ignore[arg-type]


def test_uploads_of_yesterday_go_when_the_next_begins(folder: UploadFolder) -> None:
    old, held = folder.begin(), folder.begin()
    for upload in (old, held):
        folder.add(upload, "a.csv", io.BytesIO(b"x"))
        path = folder.paths(upload)[0].parent
        os.utime(path, (time.time() - 90_000,) * 2)
    folder.hold(held)
    folder.begin()
    assert folder.names(old) == []
    assert folder.names(held) == ["a.csv"]


def test_an_upload_can_be_thrown_away(folder: UploadFolder) -> None:
    upload = folder.begin()
    folder.add(upload, "a.csv", io.BytesIO(b"x"))
    folder.remove(upload)
    folder.remove("../..")
    assert folder.names(upload) == []


def test_two_files_of_one_name_that_arrive_at_once_are_both_kept(
    folder: UploadFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, unused, others = folder.begin(), uploads._unused, [b"somebody else's"]

    def overtaken(place: Path, name: str) -> Path:
        path = unused(place, name)
        if others:
            path.write_bytes(others.pop())
        return path

    monkeypatch.setattr(uploads, "_unused", overtaken)
    assert folder.add(upload, "orders.csv", io.BytesIO(b"mine")) == "orders-2.csv"
    held = {path.name: path.read_bytes() for path in folder.paths(upload)}
    assert held == {"orders.csv": b"somebody else's", "orders-2.csv": b"mine"}


def test_files_sent_at_the_same_time_share_the_room_of_an_upload(folder: UploadFolder) -> None:
    upload = folder.begin()

    class Meanwhile(io.BytesIO):
        """Another file arrives while this one is read."""

        def read(self, size: int | None = -1) -> bytes:
            if not self.tell():
                folder.add(upload, "other.csv", io.BytesIO(b"x" * 700_000))
            return super().read(size)

    with pytest.raises(TooLarge):
        folder.add(upload, "orders.csv", Meanwhile(b"y" * 700_000))
    assert folder.names(upload) == ["other.csv"]


def test_an_upload_that_vanishes_while_old_ones_are_swept_stops_nobody(
    folder: UploadFolder, tmp_path: Path
) -> None:
    folder.begin()
    (tmp_path / "uploads" / ("a" * 32)).symlink_to(tmp_path / "gone")
    assert folder.names(folder.begin()) == []

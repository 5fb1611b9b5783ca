from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest

from models import plain_state
from models.plain_state import NotPlain, packed, unpacked


def _npy(array: np.ndarray[Any, Any], **how: Any) -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array(content, array, **{"version": (1, 0), **how})
    return content.getvalue()


def _file(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def _one(array: bytes) -> bytes:
    return _file({"state.json": b'{"a": {"$array": 0}}', "arrays/0.npy": array})


def test_every_plain_value_comes_back_as_it_was() -> None:
    state: dict[str, Any] = {
        "nothing": None,
        "yes": True,
        "whole": 3,
        "number": 0.1,
        "text": "Übermut",
        "list": [1, [2.5, "x"], {}],
        "within": {"deeper": [{"array": np.array([[1.5, np.nan]])}]},
    }
    again = unpacked(packed(state))
    array = again["within"]["deeper"][0].pop("array")
    state["within"]["deeper"][0].pop("array")
    assert again == state
    np.testing.assert_array_equal(array, [[1.5, np.nan]])


@pytest.mark.parametrize(
    "array",
    [
        np.array([1, 2, 3], dtype=np.int16),
        np.array([[0.5, -1.0], [2.0, 7.0]]).T,
        np.array([True, False]),
        np.array(["Loyal", "Gone, long ago"]),
        np.zeros((0, 3)),
        np.array(2.5),
    ],
)
def test_arrays_keep_their_type_and_their_shape(array: np.ndarray[Any, Any]) -> None:
    again = unpacked(packed({"a": array}))["a"]
    np.testing.assert_array_equal(again, array)
    assert (again.dtype, again.shape) == (array.dtype, array.shape)


def test_tuples_become_lists_and_numbers_of_numpy_become_python_s() -> None:
    again = unpacked(packed({"a": (1, 2), "b": np.int64(3), "c": np.float32(0.5), "d": np.True_}))
    assert again == {"a": [1, 2], "b": 3, "c": 0.5, "d": True}
    assert [type(value) for value in again.values()] == [list, int, float, bool]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ({"a": {1, 2}}, "holds no set"),
        ({"a": b"bytes"}, "holds no bytes"),
        ({"a": np.array([object()])}, "no array of object"),
        ({"a": np.array(["2026-11-22"], dtype="datetime64[D]")}, "no array of datetime64"),
        ({3: 4}, "3 cannot be a key"),
        ({"$array": 0}, "cannot be a key"),
    ],
)
def test_whatever_else_is_not_packed(state: dict[Any, Any], why: str) -> None:
    with pytest.raises(NotPlain, match=why):
        packed(state)


def test_other_mappings_come_back_as_dicts() -> None:
    assert unpacked(packed(OrderedDict(a=1))) == {"a": 1}


def test_a_bomb_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand times smaller than what it would become."""
    bomb = _file({"state.json": b'{"a": 1}' + b" " * 3_000_000})
    assert len(bomb) < 10_000
    monkeypatch.setattr(plain_state, "LARGEST", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was inflated"))
    with pytest.raises(NotPlain, match="larger than any model"):
        unpacked(bomb)


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    honest = _file({"state.json": b'{"a": 1}' + b" " * 3_000_000})
    size = (3_000_008).to_bytes(4, "little")
    assert honest.count(size) == 2
    with pytest.raises(NotPlain):
        unpacked(honest.replace(size, (8).to_bytes(4, "little")))


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/passwd", "arrays/0.pkl", "arrays/../0.npy", "arrays/00.npy", "x"]
)
def test_members_of_another_name_are_refused(name: str) -> None:
    with pytest.raises(NotPlain, match="is no part of one"):
        unpacked(_file({"state.json": b"{}", name: b""}))


def test_too_many_members_are_refused() -> None:
    members = {f"arrays/{place}.npy": b"" for place in range(1_001)}
    with pytest.raises(NotPlain, match="too many parts"):
        unpacked(_file({"state.json": b"{}", **members}))


def test_one_member_twice_is_refused() -> None:
    content = _file({"state.json": b"{}", "arrays/0.npy": b"", "arrays/1.npy": b""})
    with pytest.raises(NotPlain, match="or one of them twice"):
        unpacked(content.replace(b"arrays/1.npy", b"arrays/0.npy"))


def test_an_array_of_pickled_objects_is_refused_before_anything_is_built() -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (pytest.fail, ("it was built",))

    objects = np.array([Trap()], dtype=object)
    with pytest.raises(NotPlain, match="array of object"):
        unpacked(_one(_npy(objects, allow_pickle=True)))
    with pytest.raises(NotPlain):
        unpacked(_one(pickle.dumps(Trap())))


@pytest.mark.parametrize("shape", ["(1000000000000,)", "(10**12,)", "(-1,)", "(2,)", "(1.5,)"])
def test_an_array_that_says_another_size_gets_no_room(shape: str) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + b"\0" * 8
    with pytest.raises(NotPlain):
        unpacked(_one(content))


def test_an_array_of_another_version_or_type_is_refused() -> None:
    with pytest.raises(NotPlain, match="another version"):
        unpacked(_one(_npy(np.ones(1), version=(2, 0))))
    for array in (np.zeros(1, dtype="V8"), np.zeros(1, dtype=[("a", "f8")]), np.zeros(1, "c16")):
        with pytest.raises(NotPlain, match="not as large as it says"):
            unpacked(_one(_npy(array)))


@pytest.mark.parametrize(
    "document",
    [b"{", b"[1]", b'{"a": {"$array": 7}}', b'{"a": {"$array": "../x"}}', b"[" * 100_000, b"\xff"],
)
def test_a_document_that_is_none_is_refused(document: bytes) -> None:
    with pytest.raises(NotPlain):
        unpacked(_file({"state.json": document}))


def test_a_file_without_a_document_or_cut_short_is_refused() -> None:
    whole = packed({"a": np.arange(1000.0)})
    for content in (_file({}), whole[:-30], whole[: len(whole) // 2], b"", json.dumps({}).encode()):
        with pytest.raises(NotPlain):
            unpacked(content)

"""A model's state as one file: a zip of a JSON document and arrays, nothing that can run code.

    state.json       dicts, lists, texts, numbers, true, false, null; {"$array": 0} for an array
    arrays/0.npy     numpy's own format (NEP 1), version 1.0: numbers, texts, booleans

Tuples come back as lists and numpy's numbers as Python's. The same state gives the same bytes.
Whatever is read is looked at before it is built: which members there are, how large they say they
are (a zip reader never gives more than that), which type and shape an array has and whether its
bytes are as many. Python's own serialisation is never read.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

DOCUMENT = "state.json"
# Bytes of all members together once they are inflated, and how many members there may be.
LARGEST = 256 * 2**20
MOST_MEMBERS = 1_000

_ARRAY = "$array"
_MEMBER = re.compile(r"arrays/(0|[1-9]\d{0,3})\.npy")
_VERSION = (1, 0)
_KINDS = "biufU"
_ALWAYS_THE_SAME = (1980, 1, 1, 0, 0, 0)
_Array = npt.NDArray[Any]


class NotPlain(ValueError):
    """A state or a file that holds something else; its text says what."""


def packed(state: Mapping[str, Any]) -> bytes:
    """The state as the bytes of a file; NotPlain names a type that has no place in one."""
    arrays: list[_Array] = []
    document = json.dumps(_written(state, arrays)).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _put(archive, DOCUMENT, document)
        for place, array in enumerate(arrays):
            _put(archive, f"arrays/{place}.npy", _array_bytes(array))
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, Any]:
    """The state that was packed; NotPlain where the bytes are anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = dict(_members(archive))
        state = _built(json.loads(members.pop(DOCUMENT)), members)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotPlain("It is no file of a model.") from error
    except (ValueError, RecursionError) as error:
        raise NotPlain(f"It is no file of a model: {error}") from error
    if not isinstance(state, dict):
        raise NotPlain("It holds no model's state.")
    return state


# --- writing -------------------------------------------------------------------------------------


def _written(value: Any, arrays: list[_Array]) -> Any:
    """The value as JSON can hold it; arrays are put aside."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.ndarray):
        arrays.append(_checked(value))
        return {_ARRAY: len(arrays) - 1}
    if isinstance(value, list | tuple):
        return [_written(each, arrays) for each in value]
    if isinstance(value, Mapping):
        return {_key(key): _written(each, arrays) for key, each in value.items()}
    raise NotPlain(f"A state holds no {type(value).__qualname__}.")


def _key(key: object) -> str:
    if type(key) is not str or key == _ARRAY:
        raise NotPlain(f"{key!r} cannot be a key of a state.")
    return key


def _checked(array: _Array) -> _Array:
    if array.dtype.kind not in _KINDS:
        raise NotPlain(f"A state holds no array of {array.dtype}.")
    return array


def _array_bytes(array: _Array) -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array(content, array, version=_VERSION, allow_pickle=False)
    return content.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _ALWAYS_THE_SAME)
    archive.writestr(member, content, compress_type=zipfile.ZIP_DEFLATED)


# --- reading -------------------------------------------------------------------------------------


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Every member, after all were looked at."""
    listed = archive.infolist()
    names = [member.filename for member in listed]
    if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
        raise NotPlain("it has too many parts, or one of them twice.")
    if sum(member.file_size for member in listed) > LARGEST:
        raise NotPlain("its parts are larger than any model.")
    for name in names:
        if name != DOCUMENT and not _MEMBER.fullmatch(name):
            raise NotPlain(f"{name[:80]!r} is no part of one.")
    for name in names:
        yield name, archive.read(name)


def _built(value: Any, members: Mapping[str, bytes]) -> Any:
    if isinstance(value, list):
        return [_built(each, members) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {_ARRAY}:
        return _array(members[f"arrays/{value[_ARRAY]}.npy"])
    return {key: _built(each, members) for key, each in value.items()}


def _array(content: bytes) -> _Array:
    """The array; its header is read first, because reading it whole makes room for what it says."""
    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != _VERSION:
        raise NotPlain("an array is written in another version.")
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    size = int(np.prod([int(side) for side in shape], dtype=object)) * dtype.itemsize
    if dtype.kind not in _KINDS or size != len(content) - stream.tell():
        raise NotPlain(f"an array of {dtype} is not as large as it says.")
    stream.seek(0)
    found: _Array = np.lib.format.read_array(stream, allow_pickle=False)
    return found

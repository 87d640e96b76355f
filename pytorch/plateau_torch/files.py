"""Files that are written whole or not at all, by one process at a time, and weights as the page's safetensors
(src/storage/files/safetensors.ts)."""

import contextlib
import fcntl
import json
import os
import struct
import zlib
from pathlib import Path

import numpy as np

from .refusal import Refusal


def check_place(path, what):
    """Refuses where no file can be written, before anything is trained for it."""
    place = Path(path).absolute()
    if not path or place.is_dir():
        raise Refusal(f"{what} must name a file, and “{path}” is none.")
    if not place.parent.is_dir() or not os.access(place.parent, os.W_OK):
        raise Refusal(f"{what} cannot be written: there is no folder {place.parent}, or nothing may be written there.")


def write_whole(path, data):
    """Under another name first: whoever reads it finds all of it, or what was there before. One process at a time writes there."""
    unfinished = Path(f"{path}.part")
    try:
        unfinished.write_bytes(data)
        os.replace(unfinished, path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


@contextlib.contextmanager
def held(path):
    """No other process trains for this file meanwhile; the system lets go when this one dies."""
    lock = Path(f"{path}.lock")
    with open(lock, "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(f"Another training is to write {path}: wait for it, or name another --out.") from None
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def json_bytes(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def safetensors(tensors, metadata):
    """The file of {name: array}, float32; its checksum stands first in the header."""
    header = {"__metadata__": {"checksum": "00000000", "writer": "plateau", **metadata}}
    at, parts = 0, []
    for name, values in tensors.items():
        data = np.ascontiguousarray(values, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
        parts.append(data)
    text = json_bytes(header)
    text += b" " * (-len(text) % 8)
    file = struct.pack("<Q", len(text)) + text + b"".join(parts)
    place = 8 + len(b'{"__metadata__":{"checksum":"')
    return file[:place] + b"%08x" % zlib.crc32(file) + file[place + 8 :]

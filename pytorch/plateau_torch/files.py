"""Files that are whole or not there, and weights as the page's safetensors (src/storage/files/safetensors.ts)."""

import json
import os
import struct
import zlib
from pathlib import Path

import numpy as np


def write_whole(path, data):
    """Under another name first: whoever reads it finds all of it, or what was there before."""
    unfinished = Path(f"{path}.{os.getpid()}.part")
    unfinished.write_bytes(data)
    os.replace(unfinished, path)


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

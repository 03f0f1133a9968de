"""How much the streams of a PDF unpack to, counted before the file is opened."""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
import zlib
from collections.abc import Iterator

MAX_UNPACKED = 150_000_000
_STREAM = re.compile(rb"stream\r?\n")
_ASCII_FILTER = re.compile(rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx)\b")
_PIECE = 65_536


def unpacks_too_much(raw: bytes) -> bool:
    """True when the streams hold more than `MAX_UNPACKED` bytes, or one is packed twice, which nobody needs.

    Every stream is tried, whatever its dictionary says: the name of a filter may be hidden in another object.
    """
    left = MAX_UNPACKED
    written_out = _ASCII_FILTER.search(raw) is not None
    for match in _STREAM.finditer(raw):
        for data in _readings(raw, match.end(), written_out=written_out):
            size, packed_again = _unpacked(data)
            left -= size
            if packed_again or left <= 0:
                return True
    return False


def _readings(raw: bytes, start: int, *, written_out: bool) -> Iterator[memoryview]:
    """The bytes of a stream, and where the file writes bytes out in letters, what those letters stand for."""
    yield memoryview(raw)[start:]
    if not written_out or raw[start : start + 1] == b"\x78":
        return
    letters = raw[start : max(raw.find(b"endstream", start), start)].strip()
    with contextlib.suppress(ValueError):
        yield memoryview(base64.a85decode(letters.removesuffix(b"~>")))
    with contextlib.suppress(ValueError):
        yield memoryview(binascii.unhexlify(b"".join(letters.removesuffix(b">").split())))


def _unpacked(data: memoryview) -> tuple[int, bool]:
    """Bytes that the data unpacks to, 0 when it is not packed, and whether what comes out is packed too."""
    unpacker = zlib.decompressobj()
    total = position = 0
    packed_again = False
    while total < MAX_UNPACKED and not unpacker.eof:
        chunk = unpacker.unconsumed_tail
        if not chunk:
            chunk = bytes(data[position : position + _PIECE])
            position += _PIECE
        if not chunk:
            break
        try:
            out = unpacker.decompress(chunk, 1 << 20)
        except zlib.error:
            break
        if not total and len(out) > 2:
            packed_again = _is_packed(out)
        total += len(out)
    return total, packed_again


def _is_packed(data: bytes) -> bool:
    try:
        return len(zlib.decompressobj().decompress(data[:_PIECE], 4096)) > 1000
    except zlib.error:
        return False

"""The zip that .xlsx and .ods files are: opened without trusting anything it says about itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from knowledge.workbooks.readers.source import Source

_CHUNK = 1 << 16
_RATIO_FROM = 10_000_000
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1


class Package:
    """Parts of a zip by name. DataError when the zip is broken, locked or unpacks to too much.

    Nothing is written anywhere: a part's name is a key and never a path.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._inflated: dict[str, int] = {}
        # Each entry costs half a kilobyte once opened: counted before that.
        if source.data.count(_ENTRY) > source.limits.entries:
            raise source.refuse("file_too_many_parts", expected=source.limits.entries)
        try:
            self._zip = ZipFile(BytesIO(source.data))
        except (BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeDecodeError) as error:
            raise source.refuse("file_broken", "zip") from error
        self._parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.infolist()}
        if any(info.flag_bits & _ENCRYPTED for info in self._parts.values()):
            raise source.refuse("file_password")
        # Also what no reader would open: a part like that is there to harm.
        if sum(info.file_size for info in self._parts.values()) > source.limits.unpacked_bytes:
            raise self._bomb()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts in lower case."""
        return tuple(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one part. DataError when it is missing or damaged, or when the limits are passed."""
        info = self._parts.get(name.lower())
        if info is None:
            raise self._source.refuse("file_broken", name)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._source.refuse("file_broken", name)
        limits = self._source.limits
        others = sum(size for other, size in self._inflated.items() if other != info.filename)
        if others + info.file_size > limits.unpacked_bytes:
            raise self._bomb()
        inflated = 0
        for chunk in self._inflate(info):
            inflated += len(chunk)
            if others + inflated > limits.unpacked_bytes:
                raise self._bomb()
            if inflated > _RATIO_FROM and inflated > limits.ratio * max(info.compress_size, 1):
                raise self._bomb()
            yield chunk
        self._inflated[info.filename] = inflated

    def count(self, name: str, *marks: bytes) -> int:
        """How often any of the marks stands in a part: a look ahead that costs a tenth of parsing it."""
        return sum(chunk.count(mark) for chunk in self.chunks(name) for mark in marks)

    def _inflate(self, info: ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
            raise self._source.refuse("file_broken", info.filename) from error

    def _bomb(self) -> Exception:
        return self._source.refuse("file_bomb", expected=self._source.limits.unpacked_bytes // 1_000_000)

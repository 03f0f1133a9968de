"""XML as a stream of events, without document types, entities or anything fetched; nothing is kept in memory.

The parser is expat, which defusedxml guards for trees; here the same is refused (every DOCTYPE) and, because a part may
be larger than memory should be, tags and the longest token are counted as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from xml.parsers.expat import ExpatError, ParserCreate

from knowledge.workbooks.readers.source import Source

_TAGS_A_CELL = 8
_DEEPEST = 200


class Handler(Protocol):
    """Receives the events of one document."""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element opens."""

    def end(self, name: str, /) -> None:
        """An element closes."""

    def characters(self, data: str, /) -> None:
        """Text, possibly in several pieces."""


def parse(source: Source, chunks: Iterable[bytes], handler: Handler, *, prefixes: bool = False) -> None:
    """Feed a document to `handler`. Elements lose the prefix that the root has, unless `prefixes`; others keep theirs.

    DataError when the XML is malformed, has a DOCTYPE, or passes a limit.
    """
    parser = ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    depth = cut = 0
    start, end = handler.start, handler.end

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, cut
        if depth == 0 and not prefixes:
            cut = len(name) - len(name.rpartition(":")[2])
        depth += 1
        if depth > _DEEPEST:
            raise source.refuse("file_without_end")
        start(name[cut:] if cut else name, attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name[cut:] if cut else name)

    def on_doctype(*_: object) -> None:
        raise source.refuse("file_hostile_xml")

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = handler.characters
    parser.StartDoctypeDeclHandler = on_doctype
    parser.EntityDeclHandler = on_doctype
    fed = tags = 0
    try:
        for chunk in chunks:
            fed += len(chunk)
            tags += chunk.count(b"<")
            if tags > _TAGS_A_CELL * source.limits.cells:
                raise source.refuse("file_too_many_cells", expected=source.limits.cells)
            source.check_effort()
            parser.Parse(chunk, False)
            if fed - max(parser.CurrentByteIndex, 0) > source.limits.token_bytes:
                raise source.refuse("file_bomb", expected=source.limits.unpacked_bytes // 1_000_000)
        parser.Parse(b"", True)
    except ExpatError as error:
        raise source.refuse("file_broken", f"XML {error.lineno}:{error.offset}") from error

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


class Handler(Protocol):
    """Receives the events of one document."""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element opens."""

    def end(self, name: str, /) -> None:
        """An element closes."""

    def characters(self, data: str, /) -> None:
        """Text, possibly in several pieces."""


class Stop(Exception):
    """Raised by a handler that needs no more of the document."""


def parse(source: Source, chunks: Iterable[bytes], handler: Handler, *, prefixes: bool = False) -> None:
    """Feed a document to `handler`. Elements lose the prefix that the root has, unless `prefixes`; others keep theirs.

    DataError when the XML is malformed, has a DOCTYPE, or passes a limit.
    """
    parser = ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def on_root(name: str, attributes: dict[str, str]) -> None:
        own, _, _ = name.rpartition(":")
        cut = 0 if prefixes or not own else len(own) + 1
        start, end = handler.start, handler.end
        # Hundreds of thousands of calls: what need not be cut is handed over directly.
        parser.StartElementHandler = (lambda name, attributes: start(name[cut:], attributes)) if cut else start
        parser.EndElementHandler = (lambda name: end(name[cut:])) if cut else end
        start(name[cut:], attributes)

    def on_doctype(*_: object) -> None:
        raise source.refuse("file_hostile_xml")

    parser.StartElementHandler = on_root
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
            parser.Parse(chunk, False)
            if fed - max(parser.CurrentByteIndex, 0) > source.limits.token_bytes:
                raise source.refuse("file_bomb", expected=source.limits.unpacked_bytes // 1_000_000)
        parser.Parse(b"", True)
    except ExpatError as error:
        raise source.refuse("file_broken", f"XML {error.lineno}:{error.offset}") from error
    except Stop:
        return

"""Documents that a message names: by number, by year, what took their place, and which records rest on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from knowledge.policies.book import PolicyBook
from knowledge.policies.schema import Document, Information, Policy
from knowledge.text import fold, nfc

_NUMBER = re.compile(r"\b\d{1,4}/(?:19|20)\d{2}\b")
_SHORT = re.compile(
    r"\b(?P<kind>nghi dinh|nd|quyet dinh|qd|thong tu|tt|nghi quyet|nq|de an)\s*(?:so\s*)?"
    r"(?P<number>\d{1,4})\b(?!\s*[/.]\s*\d)"
)
"""A document named without its year: "NĐ 61"."""
_LAW = re.compile(r"\b(?P<name>luat(?: \w+){1,6}?) (?:nam )?(?P<year>20\d\d)\b")
"""A law by its name and year: "Luật Giáo dục nghề nghiệp 2014"."""
_KINDS = {"de an": "quyet dinh", "nd": "nghi dinh", "qd": "quyet dinh", "tt": "thong tu", "nq": "nghi quyet"}


def repealed(book: PolicyBook, text: str, on: date) -> dict[Document, Document | None]:
    """Documents named in the text that are no longer in force on a day, each with the one in force in its place."""
    found = (book.successor(one.number or "") for one in documents_named(book, text))
    return {
        old: in_force(book, new, on)
        for old, new in filter(None, found)
        if new is not None or (old.valid.end is not None and old.valid.end < on)
    }


def documents_named(book: PolicyBook, text: str) -> list[Document]:
    """Documents of the register that a text names by their number, also without the year."""
    found = (book.successor(number) for number in dict.fromkeys((*_NUMBER.findall(text), *_in_full(book, text))))
    return [document for document, _ in filter(None, found)]


def _in_full(book: PolicyBook, text: str) -> Iterator[str]:
    """Numbers of the documents that are named without their year, where the register holds one such only."""
    for short in _SHORT.finditer(fold(nfc(text))):
        kind = _KINDS.get(short["kind"], short["kind"])
        numbers = {
            one.number
            for one in book.documents
            if one.number and one.number.startswith(f"{short['number']}/") and fold(nfc(one.document)).startswith(kind)
        }
        if len(numbers) == 1:
            yield numbers.pop()
    for law in _LAW.finditer(fold(nfc(text))):
        ending = f"/{law['year']}"
        for one in book.documents:
            if one.number and one.number.endswith(ending) and fold(nfc(one.document)).startswith(f"{law['name']} "):
                yield one.number


def resting_on(book: PolicyBook, document: Document) -> list[Policy | Information]:
    """The records that rest on a document first of all, by any version; what decides before what tells."""
    records: list[Policy | Information] = [*book.policies, *book.information]
    return [one for one in records if any(version.basis[0].document == document.document for version in one.versions)]


def in_force(book: PolicyBook, document: Document | None, on: date) -> Document | None:
    """What took the place of a document that was replaced itself, up to the one that is not over; None for none."""
    seen: set[str] = set()
    while document is not None and document.valid.end is not None and document.valid.end < on:
        seen.add(document.document)
        name = document.replaced_by
        document = next((one for one in book.documents if one.document == name and name not in seen), None)
    return document

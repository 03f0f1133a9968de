"""An article and a clause that a message names: the record that rests on that very place, and never on another one."""

from __future__ import annotations

import re

from actions.reply import Reply
from actions.support.registered import documents_named
from actions.support.whether import asks_whether
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.policies.book import PolicyBook
from knowledge.policies.schema import Document, Information, Policy, RuleVersion, TextVersion
from knowledge.text import fold, nfc

_ARTICLE = re.compile(r"\bdieu (\d{1,3})\b")
_CLAUSE = re.compile(r"\bkhoan (\d{1,2})\b(?! (?:khoan|trieu|tr|nghin|dong)\b)")
_FEW = 3


def of_clause(turn: Turn, book: PolicyBook) -> Reply | None:
    """What rests on the clause which a message names, or that it was never compared; None where it names none."""
    named = _named(turn, book)
    if named is None:
        return None
    documents, article, clause = named
    values = {"document": documents[0], "article": article, "clause": clause, "meta": {"settled": True}}
    found = [(one, version) for one in (*book.policies, *book.information) if (version := _resting(one, *named))]
    if not found:
        return turn.not_held("policy_clause_not_held", **values)
    titles = {one.id: one.title for one, _ in found[:_FEW]}
    return turn.answered(
        "policy_clause",
        cites=[cite_version(one, version) for one, version in found[:_FEW]],
        choices=turn.responses.choices("ask_record", {"records": titles}),
        found=[version for _, version in found[:_FEW]],
        **values,
    )


def _named(turn: Turn, book: PolicyBook) -> tuple[list[Document], str, str] | None:
    """The documents, the article and the clause of a message that tells nothing of the learner."""
    plain = fold(nfc(turn.text))
    article, clause = _ARTICLE.search(plain), _CLAUSE.search(plain)
    if article is None or clause is None or turn.named.learner.keys() - {"level"} or asks_whether(turn.text):
        return None
    documents = documents_named(book, turn.text)
    return (documents, article[1], clause[1]) if documents else None


def _resting(
    record: Policy | Information, documents: list[Document], article: str, clause: str
) -> RuleVersion | TextVersion | None:
    """The last version of a record of which that clause of one of the documents is a basis."""
    names = {one.document for one in documents}
    place = re.compile(rf"\bdieu {article}\b(?:(?!dieu).)*?\bkhoan (?:\d+(?:, | va ))*{clause}\b")
    found = [
        version
        for version in record.versions
        if any(one.document in names and place.search(fold(nfc(one.article or ""))) for one in version.basis)
    ]
    return found[-1] if found else None

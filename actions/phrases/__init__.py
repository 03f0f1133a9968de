"""Kinds of messages told by phrases of `data/lexicon`, in any spelling: what is dangerous, what is not for us."""

from actions.phrases.book import Found, Phrases

__all__ = ["Found", "Phrases"]

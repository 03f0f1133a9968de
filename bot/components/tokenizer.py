"""Syllable tokenizer: the lemma of a token is its folded, teencode-expanded syllable.

The featurizers read lemmas (`use_lemma: true`), so both spellings of a sentence give the same features by
construction.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from knowledge import slips
from knowledge import text as vietnamese

NO_WORD = "__khong_chu__"
"""Lemma of a message without a single letter or digit; no training example has it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SyllableTokenizer(Tokenizer):
    """One token a syllable; config key `teencode` is the path of the abbreviation table."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's tokenizer keys, and ours."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
            "teencode": "data/lexicon/teencode.tsv",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._teencode = vietnamese.Teencode.load(Path(config["teencode"]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SyllableTokenizer:
        """Built by Rasa's graph; nothing is stored in the model."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash of the files the lemmas depend on; Rasa's training cache does not see them otherwise."""
        table = Path({**cls.get_default_config(), **config}["teencode"])
        digest = hashlib.sha256()
        for path in (Path(vietnamese.__file__), Path(slips.__file__), table):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute, never an empty list (Rasa's featurizers need one)."""
        text = vietnamese.nfc(message.get(attribute))
        tokens = [
            Token(found.text, found.start, found.end, lemma=self._teencode.expand(found.folded))
            for found in vietnamese.syllables(text)
        ]
        return tokens or [Token(text or NO_WORD, 0, lemma=NO_WORD)]

"""Reads strange words as words of the training examples, before the classifier: slips, joined words, abbreviations.

Half of the messages that the classifier errs in only because they are badly typed are read right this way; training it
with noisy copies of the examples gained less and took twice the time (bot/README.md). Lemmas alone change, by the
folded word, so both spellings of a message stay the same to the classifier. What was done to a token stands under
`mended`: the guard does not take a slip's word for a known one.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge import mending
from knowledge.text import Teencode, fold

MENDED = "mended"
_TOKENS = "text_tokens"
_FILE = "pairs.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordMender(GraphComponent):
    """Changes the lemmas of strange words; it knows those of the training examples."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Reads tokens."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Paths of tables. `teencode`: abbreviations with one reading, the tokenizer's; `readings`: with several."""
        return {"teencode": "data/lexicon/teencode.tsv", "readings": "data/lexicon/abbreviations.yaml"}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._storage = model_storage
        self._resource = resource
        self._teencode = Teencode.load(Path(config["teencode"]))
        table = yaml.safe_load(Path(config["readings"]).read_text(encoding="utf-8"))
        self._readings = {
            key: tuple(tuple(fold(reading["say"]).split()) for reading in readings) for key, readings in table.items()
        }
        self._mender = mending.Mender({}, self._teencode.expand)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordMender:
        """A mender that knows no word yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WordMender:
        """The mender with the words it was trained on."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            pairs = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        component._mender = mending.Mender({(left, right): n for left, right, n in pairs}, component._teencode.expand)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash of the files the mended lemmas depend on; Rasa's training cache does not see them otherwise."""
        given = {**cls.get_default_config(), **config}
        digest = hashlib.sha256()
        for path in (Path(mending.__file__), Path(given["teencode"]), Path(given["readings"])):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words there are and which follow one another."""
        sentences = [_words(example) for example in training_data.intent_examples]
        self._mender = mending.Mender.learnt(filter(None, sentences), self._teencode.expand)
        pairs = [[left, right, count] for (left, right), count in sorted(self._mender.pairs.items())]
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(pairs, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Mend each message's tokens in place."""
        for message in messages:
            tokens: list[Token] = message.get(_TOKENS) or []
            read = self._mender.mend([self._typed(token) for token in tokens])
            for token, mended in zip(tokens, read, strict=True):
                token.lemma = " ".join(mended.words)
                token.set(MENDED, mended.kind.value)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The examples as messages are read: only abbreviations change, every other word is known."""
        self.process(training_data.training_examples)
        return training_data

    def _typed(self, token: Token) -> mending.Typed:
        word = fold(token.text)
        return mending.Typed(word, tuple(token.lemma.split()), self._readings.get(word, ()))


def _words(message: Message) -> list[str]:
    return [word for token in message.get(_TOKENS) or [] for word in token.lemma.split()]

"""Out-of-domain guard: a sentence made of unknown words is not classified, whatever the classifier says.

A linear classifier gives gibberish to some intent, surely at times. The guard knows the words of the training examples
and turns a message that is mostly unknown into `nlu_fallback`, which retrieval then answers or declines. A word that
was read as another, one slip away, counts as unknown: three letters struck at random are one slip away from many.
Where the examples themselves hold many words that no other example has (a few dozen short ones), unknown words say
nothing, and the guard asks for less.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.mender import MENDED
from bot.components.tokenizer import NO_WORD
from knowledge.mending import Kind

_TOKENS = "text_tokens"
_FILE = "known_words.json"
_STRANGE = 0.02
"""Share of the examples that may fall below the share of known words when they are left out themselves."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KnownWordsGuard(GraphComponent):
    """Replaces the intent by `nlu_fallback` when fewer than `minimum_share` of the words are known."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Works on tokens and on a classifier's result; both are checked by position in config.yml."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`minimum_share`: the largest share of known words that is asked for, 0–1, set on data."""
        return {"minimum_share": 0.4}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        known: frozenset[str],
        usual_share: float = 1.0,
    ) -> None:
        self._minimum_share = min(float(config["minimum_share"]), usual_share)
        self._storage = model_storage
        self._resource = resource
        self._known = known

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnownWordsGuard:
        """An untrained guard."""
        return cls(config, model_storage, resource, frozenset())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KnownWordsGuard:
        """The guard with the words it was trained on."""
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, frozenset(stored["words"]), stored["usual_share"])

    def train(self, training_data: TrainingData) -> Resource:
        """Remember the lemmas of every example."""
        examples = [words for example in training_data.intent_examples if (words := _words(example))]
        seen = Counter(word for words in examples for word in set(words))
        shares = sorted(sum(seen[word] > 1 for word in words) / len(words) for words in examples)
        usual = shares[int(_STRANGE * len(shares))] if shares else 1.0
        with self._storage.write_to(self._resource) as folder:
            stored = json.dumps({"usual_share": usual, "words": sorted(seen)}, ensure_ascii=False)
            (folder / _FILE).write_text(stored, encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Guard each message; one without any letter or digit falls back always."""
        for message in messages:
            words = _words(message)
            known = sum(word in self._known for word in _words(message, but=Kind.SLIP))
            strange = not words or words == [NO_WORD]
            if strange or (self._minimum_share > 0 and known < max(1, self._minimum_share * len(words))):
                fallback = {INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.data[INTENT] = fallback
                message.data.setdefault(INTENT_RANKING_KEY, []).insert(0, fallback)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training data pass unchanged."""
        return training_data


def _words(message: Message, *, but: Kind | None = None) -> list[str]:
    tokens = message.get(_TOKENS) or [] if message.get(TEXT) else []
    taken = [token for token in tokens if but is None or token.get(MENDED) != but.value]
    return [word for token in taken for word in (token.lemma or "").split()]

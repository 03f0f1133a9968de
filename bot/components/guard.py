"""Out-of-domain guard: a sentence made of unknown words is not classified, whatever the classifier says.

A linear classifier gives gibberish to some intent, surely at times. The guard knows the words of the training examples
and turns a message that is mostly unknown into `nlu_fallback`, which retrieval then answers or declines. A word that
was read as another, one slip away, counts as unknown: three letters struck at random are one slip away from many.
"""

from __future__ import annotations

import json
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
from knowledge.mending import Kind

_TOKENS = "text_tokens"
_FILE = "known_words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KnownWordsGuard(GraphComponent):
    """Replaces the intent by `nlu_fallback` when fewer than `minimum_share` of the words are known."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Works on tokens and on a classifier's result; both are checked by position in config.yml."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`minimum_share`: share of known words, 0–1, set on data."""
        return {"minimum_share": 0.4}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, known: frozenset[str]
    ) -> None:
        self._minimum_share = float(config["minimum_share"])
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
            known = frozenset(json.loads((folder / _FILE).read_text(encoding="utf-8")))
        return cls(config, model_storage, resource, known)

    def train(self, training_data: TrainingData) -> Resource:
        """Remember the lemmas of every example."""
        words = {word for example in training_data.intent_examples for word in _words(example)}
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(sorted(words), ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Guard each message; one without any word falls back too."""
        for message in messages:
            words = _words(message)
            known = sum(word in self._known for word in _words(message, but=Kind.SLIP))
            if known == 0 or known / len(words) < self._minimum_share:
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

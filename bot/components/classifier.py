"""Intent classifier: a linear SVM on TF-IDF weighted n-grams of lemmas, with calibrated probabilities.

In place of Rasa's CountVectorsFeaturizer and LogisticRegressionClassifier, for three measured reasons (bot/README.md):
weighting n-grams by rarity and a margin instead of a likelihood read more questions right, on 200 examples as on
5,000; the stock featurizers also build features of every single token, which this task never reads and which cost most
of the training time; and the stock probabilities say too little about whether an intent is right.

A message is read only by its tokens' lemmas, so two spellings with equal lemmas have equal features. It works on any
training data: any intents, any number of examples from one an intent upward.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

_WORD = r"\S+"
_TOKENS = "text_tokens"
_MODEL = "model.npz"
_WORDS = "vocabularies.json"
_SHARPNESS = np.geomspace(0.5, 16, 31)
"""Candidates for the factor between a margin and a log probability."""
_ABSENT = -1.5
"""Margin of an intent that a fold has no example of: farther away than any intent that it has."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramClassifier(IntentClassifier, GraphComponent):
    """Gives `intent` and `intent_ranking`, confidences between 0 and 1 that add up to 1."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Reads tokens."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`words`, `characters`: shortest and longest n-gram, the latter within words; `strength`: the SVM's C.

        `folds`: parts of the training data that are read by a model without them, to calibrate.
        """
        return {"words": [1, 2], "characters": [2, 5], "strength": 1.0, "folds": 5, "random_state": 42}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._vectorizers = [
            TfidfVectorizer(analyzer=analyzer, ngram_range=tuple(config[name]), sublinear_tf=True, token_pattern=_WORD)
            for analyzer, name in (("word", "words"), ("char_wb", "characters"))
        ]
        self._intents: list[str] = []
        self._weights = np.zeros((0, 0))
        self._bias = np.zeros(0)
        self._sharpness = 1.0

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramClassifier:
        """The classifier as it was trained; one that was given no examples knows no intent."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
            arrays = np.load(folder / _MODEL, allow_pickle=False)
        component._intents = stored["intents"]
        component._sharpness = float(stored["sharpness"])
        component._weights, component._bias = arrays["weights"], arrays["bias"]
        for number, terms in enumerate(stored["terms"]):
            vectorizer = component._vectorizers[number]
            vectorizer.vocabulary_ = {term: place for place, term in enumerate(terms)}
            vectorizer.idf_ = arrays[f"idf{number}"]
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has text and an intent."""
        examples = [each for each in training_data.intent_examples if each.get(INTENT) and each.get(TEXT)]
        texts, intents = [_text(each) for each in examples], np.array([each.get(INTENT) for each in examples])
        self._intents = sorted(set(intents.tolist()))
        if self._intents:
            for vectorizer in self._vectorizers:
                vectorizer.fit(texts)
            features = self.features(texts)
            self._weights, self._bias = self._fit(features, intents)
            self._sharpness = self._calibrated(features, intents)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """The intents of each message, most probable first."""
        if not self._intents or not messages:
            return messages
        margins = self.features([_text(message) for message in messages]) @ self._weights.T + self._bias
        for message, probabilities in zip(messages, _probabilities(margins, self._sharpness), strict=True):
            order = np.argsort(-probabilities)
            ranking = [{"name": self._intents[at], "confidence": float(probabilities[at])} for at in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:10], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training data pass unchanged."""
        return training_data

    def features(self, texts: list[str]) -> csr_matrix:
        """Weighted n-grams of texts made of lemmas: one row a text."""
        return hstack([vectorizer.transform(texts) for vectorizer in self._vectorizers]).tocsr()

    def _fit(self, features: csr_matrix, intents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Weights [intents, features] and biases [intents], in the order of `self._intents`."""
        present = sorted(set(intents.tolist()))
        weights, bias = np.zeros((len(self._intents), features.shape[1])), np.full(len(self._intents), _ABSENT)
        rows = [self._intents.index(intent) for intent in present]
        if len(present) == 1:
            bias[rows[0]] = 1.0
            return weights, bias
        machine = LinearSVC(C=self._config["strength"], random_state=self._config["random_state"])
        machine.fit(features, intents)
        # Of two intents the machine keeps one row: the second against the first.
        one_row = len(present) == 2
        weights[rows] = np.vstack([-machine.coef_, machine.coef_]) if one_row else machine.coef_
        bias[rows] = np.concatenate([-machine.intercept_, machine.intercept_]) if one_row else machine.intercept_
        return weights, bias

    def _calibrated(self, features: csr_matrix, intents: np.ndarray) -> float:
        """The factor under which unseen examples find their own intent most probable (maximum likelihood)."""
        folds = min(self._config["folds"], len(intents))
        if folds < 2:
            return 1.0
        rows = np.array([self._intents.index(intent) for intent in intents])
        margins = np.zeros((len(intents), len(self._intents)))
        shuffled = KFold(folds, shuffle=True, random_state=self._config["random_state"])
        for kept, left_out in shuffled.split(features):
            weights, bias = self._fit(features[kept], intents[kept])
            margins[left_out] = features[left_out] @ weights.T + bias
        everyone = np.arange(len(intents))
        likelihood = [
            np.log(np.maximum(_probabilities(margins, factor)[everyone, rows], 1e-9)).mean() for factor in _SHARPNESS
        ]
        return float(_SHARPNESS[int(np.argmax(likelihood))])

    def _persist(self) -> None:
        fitted = self._vectorizers if self._intents else []
        terms = [vectorizer.get_feature_names_out().tolist() for vectorizer in fitted]
        stored = {"intents": self._intents, "sharpness": self._sharpness, "terms": terms}
        arrays = {f"idf{number}": each.idf_ for number, each in enumerate(fitted)}
        with self._storage.write_to(self._resource) as folder:
            (folder / _WORDS).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
            np.savez_compressed(folder / _MODEL, weights=self._weights.astype(np.float32), bias=self._bias, **arrays)


def _text(message: Message) -> str:
    return " ".join(token.lemma for token in message.get(_TOKENS) or [])


def _probabilities(margins: np.ndarray, sharpness: float) -> np.ndarray:
    """Softmax over the last axis."""
    scaled = margins * sharpness
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)

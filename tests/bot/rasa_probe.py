"""Runs inside Rasa's environment (Python 3.10) and prints what it finds as JSON; `test_with_rasa.py` asserts on it.

`rasa_probe.py features|classifier|plain|patch|model PATH|project PATH`
"""

import asyncio
import hashlib
import inspect
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

warnings.filterwarnings("ignore")
logging.disable(logging.ERROR)


def features() -> dict[str, object]:
    """Examples whose features, or lemmas, differ from those of their stripped spelling, over the whole training set."""
    import numpy as np
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.loading import load_data
    from rasa.shared.nlu.training_data.message import Message

    from bot.components.classifier import NgramClassifier
    from bot.components.mender import WordMender
    from bot.components.tokenizer import SyllableTokenizer
    from knowledge.text import fold, nfc

    tokenizer = SyllableTokenizer(SyllableTokenizer.get_default_config())
    data = load_data("bot/nlu")
    texts = [example.get(TEXT) for example in data.intent_examples]
    tokenizer.process(data.intent_examples)
    with _Storage() as storage:
        mender = WordMender(WordMender.get_default_config(), storage, "mender")
        mender.train(data)

    def seen(text: str) -> list[str]:
        message = Message({TEXT: text})
        tokenizer.process([message])
        mender.process([message])
        return [token.lemma for token in message.get("text_tokens")]

    with _Storage() as storage:
        classifier = NgramClassifier(NgramClassifier.get_default_config(), storage, "classifier")
        classifier.train(data)
    written, stripped = (
        classifier.features([" ".join(seen(each)) for each in spelling])
        for spelling in (texts, [fold(nfc(text)) for text in texts])
    )
    apart = set(np.unique((written != stripped).nonzero()[0]).tolist())
    return {
        "examples": len(texts),
        "features": written.shape[1],
        "different": [
            text for place, text in enumerate(texts) if place in apart or seen(text) != seen(fold(nfc(text)))
        ],
    }


class _Storage:
    """One component's folder, in place of Rasa's model storage."""

    def __enter__(self) -> "_Storage":
        self._folder = TemporaryDirectory()
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @contextmanager
    def write_to(self, _resource: str) -> Iterator[Path]:
        yield Path(self._folder.name)

    read_from = write_to


def classifier() -> list[dict[str, object]]:
    """What a classifier trained on little data, stored and loaded again makes of its own first example."""
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.components.classifier import NgramClassifier
    from bot.components.tokenizer import SyllableTokenizer

    tokenizer = SyllableTokenizer(SyllableTokenizer.get_default_config())
    config = NgramClassifier.get_default_config()
    every = {
        "order": ["đặt hai ly cà phê", "cho mình một trà đá", "lấy bánh mì không"],
        "cancel": ["hủy đơn", "thôi không lấy nữa"],
        "pay": ["trả tiền bằng thẻ"],
    }
    found = []
    for names in ([], ["order"], ["order", "cancel"], ["order", "cancel", "pay"]):
        messages = [Message({TEXT: text, INTENT: name}) for name in names for text in every[name]]
        tokenizer.process(messages)
        asked = Message({TEXT: "dat hai ly ca phe"})
        tokenizer.process([asked])
        with _Storage() as storage:
            NgramClassifier.create(config, storage, "classifier", None).train(TrainingData(messages))
            NgramClassifier.load(config, storage, "classifier", None).process([asked])
        ranking = asked.get("intent_ranking") or []
        found.append({"intents": names, "ranking": [[entry["name"], entry["confidence"]] for entry in ranking]})
    return found


def project(path: str) -> list[dict[str, object]]:
    """Every example of an NLU file, as `bot/config.yml` reads it after learning from four fifths without it."""
    import yaml
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.loading import load_data
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from knowledge.text import fold, nfc

    pipeline = yaml.safe_load(Path("bot/config.yml").read_text(encoding="utf-8"))["pipeline"]
    by_intent: dict[str, list[str]] = {}
    for example in load_data(path).intent_examples:
        by_intent.setdefault(example.get(INTENT), []).append(example.get(TEXT))
    numbered = [
        (place % 5, text, intent) for intent, texts in sorted(by_intent.items()) for place, text in enumerate(texts)
    ]
    found: list[dict[str, object]] = []
    for fold_number in range(5):
        left_out = [(text, intent) for place, text, intent in numbered if place == fold_number]
        learnt = [Message({TEXT: text, INTENT: intent}) for place, text, intent in numbered if place != fold_number]
        asked = {
            spelling: [Message({TEXT: spelt(text)}) for text, _ in left_out]
            for spelling, spelt in {"written": str, "stripped": lambda text: fold(nfc(text))}.items()
        }
        with _Storage() as storage:
            _go_through(pipeline, TrainingData(learnt), list(asked.values()), storage)
        for spelling, messages in asked.items():
            for message, (text, intent) in zip(messages, left_out, strict=True):
                ranking = [entry["name"] for entry in message.get("intent_ranking") if entry["name"] in by_intent]
                read = {"read": message.get("intent")["name"], "first": ranking[0]}
                found.append({"spelling": spelling, "text": text, "intent": intent, **read})
    return found


def _go_through(pipeline: list[dict], data: object, asked: list[list], storage: _Storage) -> None:
    """Train each component in its place on the data, and let it process the messages."""
    from rasa.engine.storage.resource import Resource
    from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
    from rasa.shared.utils.common import class_from_module_path

    for step in pipeline:
        kind = FallbackClassifier if step["name"] == "FallbackClassifier" else class_from_module_path(step["name"])
        config = {**kind.get_default_config(), **{key: value for key, value in step.items() if key != "name"}}
        resource = Resource(step["name"])
        component = kind.create(config, storage, resource, None)
        if hasattr(component, "train"):
            component.train(data)
            component = kind.load(config, storage, resource, None)
        if hasattr(component, "process_training_data"):
            data = component.process_training_data(data)
        for messages in asked:
            component.process(messages)


SLOT = {"event": "slot", "name": "a", "value": 1}
ANSWERS = {
    "a slot": {"events": [SLOT], "responses": []},
    "slots with a time": {"events": [{**SLOT, "timestamp": None}, {**SLOT, "timestamp": 1.5}], "responses": [{}]},
    "no events": {"responses": []},
    "nothing": {},
    "a restart": {"events": [{"event": "restart"}]},
    "events of no list": {"events": "none"},
    "a slot without a value": {"events": [SLOT, {"event": "slot", "name": "a"}]},
    "a slot whose name is a number": {"events": [{**SLOT, "name": 1}]},
    "a time that is a text": {"events": [{**SLOT, "timestamp": "now"}]},
    "an event without a kind": {"events": [{"name": "a"}]},
    "an event of no kind": {"events": [{"event": "nothing"}]},
    "an event whose kind is a list": {"events": [{"event": ["slot"]}]},
    "an event that is a text": {"events": ["slot"]},
    "a response that is a text": {"events": [], "responses": ["hello"]},
}


def plain() -> dict[str, str]:
    """What the channel makes of text that looks like a command."""
    from bot.components.channel import plain as guarded

    texts = ["/restart", "  /restart", "//greet", "/ / greet", "\u200b/greet", '/ask{"a": 1}', "học phí 1/2 năm", "/"]
    return {text: guarded(text) for text in texts}


def patch() -> dict[str, object]:
    """Hashes of the methods that rasa_patches replaces, and what the replacements make of good and bad values."""
    from jsonschema import Draft7Validator, ValidationError
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import Event

    methods = (RemoteAction._validate_action_result, Event.resolve_by_type)
    hashes = [hashlib.sha256(inspect.getsource(method).encode()).hexdigest() for method in methods]
    from bot.components import rasa_patches

    rasa_patches.install()
    rasa_patches.install()
    whole = Draft7Validator(RemoteAction.action_response_format_spec())
    told = {}
    for name, answer in ANSWERS.items():
        try:
            told[name] = RemoteAction._validate_action_result(None, answer)
        except ValidationError:
            told[name] = False
        assert told[name] == whole.is_valid(answer), name
    kinds = [Event.resolve_by_type(name).__name__ for name in ("slot", "user", "slot")]
    try:
        unknown = Event.resolve_by_type("nothing").__name__
    except ValueError:
        unknown = None
    return {"hashes": hashes, "told": told, "kinds": kinds, "unknown": unknown}


async def model(path: str) -> list[dict[str, object]]:
    """What the trained model makes of each line of stdin."""
    from rasa.core.agent import Agent

    agent = Agent.load(path)
    found = []
    for line in sys.stdin.read().splitlines():
        parsed = await agent.parse_message(line)
        ranking = [(entry["name"], entry["confidence"]) for entry in parsed["intent_ranking"]]
        found.append({"text": line, "intent": parsed["intent"]["name"], "ranking": ranking})
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    match sys.argv[1:]:
        case ["features"]:
            result: object = features()
        case ["classifier"]:
            result = classifier()
        case ["plain"]:
            result = plain()
        case ["patch"]:
            result = patch()
        case ["project", given]:
            result = project(given)
        case ["model", given]:
            result = asyncio.run(model(given))
        case _:
            raise SystemExit(__doc__)
    sys.stdout.write("\n" + json.dumps(result, ensure_ascii=False) + "\n")

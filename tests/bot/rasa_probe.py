"""Runs inside Rasa's environment (Python 3.10) and prints what it finds as JSON; `test_with_rasa.py` asserts on it.

`rasa_probe.py features|plain|patch|model PATH`
"""

import asyncio
import hashlib
import inspect
import json
import logging
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.ERROR)


def features() -> dict[str, object]:
    """Sentences whose lemmas differ from those of their stripped spelling, over the whole training set."""
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.loading import load_data
    from rasa.shared.nlu.training_data.message import Message

    from bot.components.tokenizer import SyllableTokenizer
    from knowledge.text import fold, nfc

    tokenizer = SyllableTokenizer(SyllableTokenizer.get_default_config())

    def seen(text: str) -> list[str]:
        return [token.lemma for token in tokenizer.tokenize(Message({TEXT: text}), TEXT)]

    texts = [example.get(TEXT) for example in load_data("bot/nlu").intent_examples]
    return {"examples": len(texts), "different": [text for text in texts if seen(text) != seen(fold(nfc(text)))]}


def plain() -> dict[str, str]:
    """What the channel makes of text that looks like a command."""
    from bot.components.channel import plain as guarded

    texts = ["/restart", "  /restart", "//greet", "/ / greet", "\u200b/greet", '/ask{"a": 1}', "học phí 1/2 năm", "/"]
    return {text: guarded(text) for text in texts}


def patch() -> dict[str, object]:
    """Hash of the method that action_validation replaces, and what the replacement says of good and bad answers."""
    from jsonschema import ValidationError
    from rasa.core.actions.action import RemoteAction

    source = inspect.getsource(RemoteAction._validate_action_result)
    from bot.components import action_validation

    action_validation.compile_once()
    action_validation.compile_once()
    good = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []}
    accepted = RemoteAction._validate_action_result(None, good)
    try:
        RemoteAction._validate_action_result(None, {"events": "none"})
        refused = False
    except ValidationError:
        refused = True
    return {"hash": hashlib.sha256(source.encode()).hexdigest(), "accepted": accepted, "refused": refused}


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
        case ["plain"]:
            result = plain()
        case ["patch"]:
            result = patch()
        case ["model", given]:
            result = asyncio.run(model(given))
        case _:
            raise SystemExit(__doc__)
    sys.stdout.write("\n" + json.dumps(result, ensure_ascii=False) + "\n")

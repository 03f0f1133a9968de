"""What a turn is about: what its message names (`named`), joined with what the conversation knows (`conversation`)."""

from actions.slots.children import known_children, sex_of, unclear_child
from actions.slots.conversation import (
    begun_topic,
    learner_only,
    merge,
    names_anything,
    same_check,
)
from actions.slots.going_on import CONTACT, FILLED, INTAKE, NEXT_TO_NOTHING, asking, goes_on, of_the_thing
from actions.slots.named import from_mentions
from actions.slots.record import PRESSED, STORED, Slots, from_payload, from_tracker
from actions.slots.telling import without_records

__all__ = [
    "CONTACT",
    "FILLED",
    "INTAKE",
    "NEXT_TO_NOTHING",
    "PRESSED",
    "STORED",
    "Slots",
    "asking",
    "begun_topic",
    "from_mentions",
    "from_payload",
    "from_tracker",
    "goes_on",
    "known_children",
    "learner_only",
    "merge",
    "names_anything",
    "of_the_thing",
    "same_check",
    "sex_of",
    "unclear_child",
    "without_records",
]

"""What a message names: trades, schools, places, levels, groups, by the names of a snapshot."""

from knowledge.gazetteer.answers import Answers
from knowledge.gazetteer.cues import Cues
from knowledge.gazetteer.gazetteer import Gazetteer
from knowledge.gazetteer.name import BLOCKED, NOTHING_NEAR, OTHER_TRADE, PLACE_BARE, Name, same_name, spoken_forms
from knowledge.gazetteer.other_schools import OTHER_SCHOOL

__all__ = [
    "BLOCKED",
    "NOTHING_NEAR",
    "OTHER_SCHOOL",
    "OTHER_TRADE",
    "PLACE_BARE",
    "Answers",
    "Cues",
    "Gazetteer",
    "Name",
    "same_name",
    "spoken_forms",
]

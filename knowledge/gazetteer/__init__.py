"""What a message names: trades, schools, places, levels, groups, by the names of a snapshot."""

from knowledge.gazetteer.cues import Cues
from knowledge.gazetteer.gazetteer import Gazetteer
from knowledge.gazetteer.name import BLOCKED, PLACE_BARE, Name, same_name, spoken_forms

__all__ = ["BLOCKED", "PLACE_BARE", "Cues", "Gazetteer", "Name", "same_name", "spoken_forms"]

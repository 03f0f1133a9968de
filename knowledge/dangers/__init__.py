"""Danger recognised by what a message resembles: a linear model of its words, learnt when a snapshot is built."""

from knowledge.dangers.examples import Examples, read_examples
from knowledge.dangers.learning import learn
from knowledge.dangers.suspicion import Suspicion, Suspicions

__all__ = ["Examples", "Suspicion", "Suspicions", "learn", "read_examples"]

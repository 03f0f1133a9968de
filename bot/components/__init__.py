"""Rasa components of our own; each file replaces one stock part for a stated reason."""

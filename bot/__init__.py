"""The Rasa project: what is being asked. Runs in Rasa's own environment on Python 3.10."""

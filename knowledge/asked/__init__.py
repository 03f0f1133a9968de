"""What is asked within a talk about support, recognised by what a message resembles; learnt at each build."""

from knowledge.asked.examples import Asked, read_asked
from knowledge.asked.learning import learn
from knowledge.asked.questions import Question, Questions

__all__ = ["Asked", "Question", "Questions", "learn", "read_asked"]

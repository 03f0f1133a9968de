"""One cell of a messy workbook → one value, or Unreadable: nothing is guessed, every doubt is a flag."""

from knowledge.workbooks.values.days import Day, day
from knowledge.workbooks.values.durations import duration
from knowledge.workbooks.values.money import Money, is_negotiable, money
from knowledge.workbooks.values.numbers import Quantity, percentage, quantity
from knowledge.workbooks.values.phones import phones
from knowledge.workbooks.values.scales import scale_of
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords
from knowledge.workbooks.values.written import tidy

__all__ = [
    "Day",
    "Money",
    "Quantity",
    "Unreadable",
    "ValueWords",
    "day",
    "duration",
    "is_negotiable",
    "money",
    "percentage",
    "phones",
    "quantity",
    "scale_of",
    "tidy",
]

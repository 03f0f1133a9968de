"""Finds the tables on the sheets of a messy workbook.

    Workbook ─► Canvas ─► HeadingFinder (headers) ─► BodyReader (marks, once) ─► Region
                                     DocumentReader, PersonalData ─┘

The words stand in `data/lexicon/workbooks.yaml` (`LayoutWords`).
"""

from knowledge.workbooks.layout.regions import find_regions
from knowledge.workbooks.layout.words import LayoutWords

__all__ = ["LayoutWords", "find_regions"]

"""Everything the importer knows in words, read from `data/lexicon/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from knowledge.provinces import Provinces
from knowledge.workbooks.layout import LayoutWords
from knowledge.workbooks.matching import InstitutionNames
from knowledge.workbooks.values import ValueWords
from knowledge.workbooks.vocabulary import Abbreviations, Vocabulary, plain


@dataclass(frozen=True, slots=True)
class ImportLexicon:
    """Words of cells, headers and names."""

    vocabularies: Mapping[str, Vocabulary]
    abbreviations: Mapping[str, Abbreviations]
    names: InstitutionNames
    part_words: tuple[str, ...]
    indicator_fillers: frozenset[str]
    indicator_units: Mapping[str, frozenset[str]]
    never_below_one_percent: frozenset[str]
    nationwide: frozenset[str]
    local_words: tuple[str, ...]
    group_words: tuple[str, ...]
    whole: str
    """How the breakdown "everything" is written."""
    document_reference: str
    province_form: str
    values: ValueWords
    layout: LayoutWords

    def of(self, provinces: Provinces) -> ImportLexicon:
        """The lexicon with the vocabulary "province": names now and before 2025-07-01."""
        forms = {
            one.code: [self.province_form.format(name=name) for name in (one.name, *(old.name for old in one.former))]
            for one in provinces
        }
        bare = {one.code: [one.name, *(old.name for old in one.former)] for one in provinces}
        province = Vocabulary({code: [*forms[code], *bare[code]] for code in forms})
        return replace(self, vocabularies={**self.vocabularies, "province": province})

    @classmethod
    def load(cls, folder: Path) -> ImportLexicon:
        """From `codes.yaml`, `values.yaml` and `workbooks.yaml`."""
        codes: dict[str, Any] = yaml.safe_load((folder / "codes.yaml").read_text(encoding="utf-8"))
        return cls(
            vocabularies={name: Vocabulary(forms) for name, forms in codes["vocabularies"].items()},
            abbreviations={name: Abbreviations(**tables) for name, tables in codes["abbreviations"].items()},
            names=InstitutionNames(codes["institution_prefixes"]),
            part_words=tuple(sorted(map(plain, codes["part_words"]), key=len, reverse=True)),
            indicator_fillers=frozenset(map(plain, codes["indicator_fillers"])),
            indicator_units={unit: frozenset(names) for unit, names in codes["indicator_units"].items()},
            never_below_one_percent=frozenset(codes["never_below_one_percent"]),
            nationwide=frozenset(map(plain, codes["nationwide"])),
            local_words=tuple(map(plain, codes["local_words"])),
            group_words=tuple(map(plain, codes["group_words"])),
            whole=codes["whole"],
            document_reference=codes["document_reference"],
            province_form=codes["province_form"],
            values=ValueWords.load(folder / "values.yaml"),
            layout=LayoutWords.load(folder / "workbooks.yaml"),
        )

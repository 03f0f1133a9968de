"""The library: which figure is the latest, what may answer, what search finds."""

import pytest

from knowledge.citations import cite
from knowledge.errors import NotFound
from knowledge.library import Library, covering, latest
from knowledge.period import Period
from knowledge.text import fold


def test_the_latest_figure_ends_last_and_of_those_is_the_shortest(library: Library) -> None:
    series = library.indicators("UNEMP_YOUTH", geography="VN", breakdown="Tổng số")
    found = latest(series)
    assert found is not None
    assert (found.id, found.period.code, found.value) == ("LM0139", "2025-Q4", 9.04)
    assert covering(series, Period.parse("2025")) is not None
    assert covering(series, Period.parse("2026")) is None


def test_nothing_nameless_or_low_answers(library: Library) -> None:
    answering = [
        *library.institutions(),
        *library.programmes(),
        *library.targets(),
        *library.indicators("UNEMP_YOUTH", geography="VN"),
    ]
    assert answering
    for record in answering:
        assert record.provenance.answers
        assert record.provenance.source


def test_unknown_ids_are_not_found(library: Library) -> None:
    for look in (library.institution, library.occupation, library.indicator_name):
        with pytest.raises(NotFound):
            look("nothing")


def test_a_province_never_gets_anothers_rows(library: Library) -> None:
    assert {offer.institution.province for offer in library.programmes(province="20")} == {"20"}
    hits = library.search("trường cao đẳng", limit=20, kinds=("institution",), province="04")
    assert {hit.passage.province for hit in hits} == {"04"}


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("tiền ăn ở cho người dân tộc hộ nghèo học nghề", "nt-100"),
        ("xong lớp 9 học trung cấp khỏi đóng học phí", "hp-mien-thcs-len-trung-cap"),
        ("người kinh hộ nghèo xã biên giới học nghề", "nt-60"),
    ],
)
def test_search_finds_the_record_in_both_spellings(library: Library, question: str, record: str) -> None:
    for text in (question, fold(question)):
        assert record in [hit.passage.record_id for hit in library.search(text, limit=2)]


def test_search_gives_both_spellings_the_same_ranking(library: Library) -> None:
    question = "học nghề ở Lạng Sơn có được hỗ trợ tiền ăn không"
    ranked = [[(hit.passage.id, hit.score) for hit in library.search(text)] for text in (question, fold(question))]
    assert ranked[0] == ranked[1]


def test_gibberish_finds_nothing(library: Library) -> None:
    assert library.search("zxqw kjhg") == []


def test_a_citation_is_made_from_the_record(library: Library) -> None:
    (target, *_) = library.targets(province="04", year=2025)
    citation = cite(target)
    assert citation.record_id == target.id
    assert citation.issuer == target.plan.issuer
    assert citation.article == target.section
    with pytest.raises(TypeError):
        cite("a sentence")

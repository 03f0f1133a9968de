"""The pace of requests, with a clock of the test's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from channels.limits import Pace, Places


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 0.5), min_size=1, max_size=80))
def test_no_second_holds_more_than_its_share_and_a_burst(pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(10, burst=4, clock=clock)
    went: list[float] = []
    for pause in pauses:
        clock.now += pause
        clock.now += pace.take()
        went.append(clock.now)
    for first in went:
        # A whole second, and a little less, so that rounding puts nothing on both ends.
        assert sum(first <= each < first + 0.999 for each in went) <= 10 + 4


def test_a_place_waits_for_the_one_it_was_given_to() -> None:
    clock = Clock()
    pace = Pace(2, burst=1, clock=clock)
    places = Places(lambda _: pace.take(), clock)
    assert places.needed("a") == 0
    assert places.needed("b") == 0.5
    assert places.needed("c") == 1.0
    # Asking again does not take another place, nor does it come sooner.
    assert places.needed("b") == 0.5
    clock.now += 0.5
    assert places.needed("c") == 0.5
    assert places.needed("b") == 0
    # The place is used: the next one is behind everybody's.
    assert places.needed("b") == 1.0


def test_a_place_nobody_came_for_is_lost() -> None:
    clock = Clock()
    pace = Pace(2, burst=1, clock=clock)
    places = Places(lambda _: pace.take(), clock)
    assert [places.needed(name) for name in "ab"] == [0, 0.5]
    clock.now += 100
    assert places.needed("c") == 0
    assert places.needed("b") == 0.5

"""What a kit may be: never longer than a yes, never after its end, one for each press of the button."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.screening_kits.wishes import KitWish, WishRefused, Wrong, check_wish, end_of, ending

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = AT.astimezone().date()
DAYS = st.none() | st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))
MOMENTS = st.none() | st.integers(1, 400 * 86_400).map(lambda seconds: AT + timedelta(seconds=seconds))


@given(DAYS, DAYS, MOMENTS)
def test_a_kit_ends_no_later_than_what_it_rests_on_and_not_before_its_event(event_on, until, holds):
    wish = KitWish(event_on=event_on, until=until)
    end = end_of(wish, holds)
    assert (end is None) == (until is None and holds is None)
    assert end is None or holds is None or end <= holds
    try:
        assert check_wish(wish, holds, AT) == end
    except WishRefused:
        return
    assert end is None or end > AT
    if event_on:
        assert event_on >= TODAY
        assert end is None or datetime.combine(event_on, datetime.min.time()).astimezone() < end


@pytest.mark.parametrize(
    ("wish", "wrong"),
    [
        (KitWish(until=TODAY - timedelta(days=1)), Wrong.OVER),
        (KitWish(event_on=TODAY - timedelta(days=1)), Wrong.EVENT_PAST),
        (KitWish(event_on=date(2026, 12, 2), until=date(2026, 12, 1)), Wrong.EVENT_AFTER_END),
        (KitWish(event_on=date(2027, 1, 2)), Wrong.EVENT_AFTER_END),  # the yes ends before
        (KitWish(event="x" * 81), Wrong.EVENT_TOO_LONG),
        (KitWish(event_time="24:00"), Wrong.NO_TIME),
        (KitWish(event_place="x" * 81), Wrong.PLACE_TOO_LONG),
    ],
)
def test_what_cannot_be_is_named(wish, wrong):
    with pytest.raises(WishRefused) as refused:
        check_wish(wish, AT + timedelta(days=30), AT)
    assert refused.value.wrong is wrong
    assert refused.value.advice


@given(DAYS, MOMENTS, st.integers(0, 4000))
def test_without_a_day_a_kit_ends_by_the_rule_of_the_studio_or_with_the_first_yes(until, holds, days):
    wish = KitWish(until=until)
    ruled = ending(wish, days, AT)
    assert ruled.until == (until or (TODAY + timedelta(days=days) if days else None))
    try:
        assert check_wish(wish, holds, AT, days) == end_of(ruled, holds)
    except WishRefused:
        assert until is not None
        assert until < TODAY


def test_the_last_day_and_the_day_of_the_event_are_whole_days():
    end = check_wish(KitWish(event_on=TODAY, until=TODAY), None, AT)
    assert end is not None
    assert end.astimezone() == datetime.combine(TODAY + timedelta(days=1), datetime.min.time()).astimezone()

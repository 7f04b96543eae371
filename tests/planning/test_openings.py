"""The hours of sites that wishes share: they hang on no word in which those wishes differ, and on the data."""

from __future__ import annotations

from hypothesis import given

from planner.planning.candidates import NOT_OF_HOURS, Around, Opening, Openings
from planner.request import Asked
from tests.builders.requests import requests
from tests.builders.small_plans import corridor as small_corridor

WAYS = Around(20, 25)


def told(opening: Opening) -> tuple[object, ...]:
    return opening.lengths, opening.windows, opening.closed


@given(request=requests(small_corridor(), max_days=3))
def test_what_is_demanded_and_where_one_sleeps_change_no_hours(request: Asked) -> None:
    other = request.model_copy(update=NOT_OF_HOURS)
    for site in small_corridor().attractions:
        assert told(Opening(site, request, WAYS)) == told(Opening(site, other, WAYS))


@given(request=requests(small_corridor(), max_days=3))
def test_a_site_of_other_data_has_hours_of_its_own(request: Asked) -> None:
    site = small_corridor().attractions[0]
    shut = site.model_copy(update={"opening_hours": "Mo-Su,PH off"})
    for each in (site, shut, site):
        assert told(Openings(request).of(each, WAYS)) == told(Opening(each, request, WAYS))
    assert Openings(request).of(site, WAYS) is Openings(request.model_copy(update=NOT_OF_HOURS)).of(
        site, WAYS
    )

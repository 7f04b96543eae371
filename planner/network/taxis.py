"""What a taxi costs: by the tariff of the county where it is taken, else by a usual fare."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.arrays import FloatArray
from planner.corridor import Corridor, TaxiRate, Taxis
from planner.network.journeys import Step
from planner.rules import TAXI_CNY_PER_KM, TAXI_FLAG_CNY

USUAL = TaxiRate(flag=TAXI_FLAG_CNY, per_km=TAXI_CNY_PER_KM)


class Tariffs:
    """The tariffs of a corridor, by the place where a ride begins."""

    def __init__(self, corridor: Corridor) -> None:
        """Find the tariff of each place."""
        by_county = {county: taxis for taxis in corridor.taxis for county in taxis.counties}
        found = {place: by_county.get(county) for place, county in corridor.county_by_place.items()}
        self._by_place = {place: taxis for place, taxis in found.items() if taxis is not None}

    def by_day(self, place: str, km: FloatArray) -> FloatArray:
        """Return the fares by day from a place over some distances."""
        taxis = self._by_place.get(place)
        return _fares(taxis.day, taxis.far_km, km) if taxis else _fares(USUAL, None, km)

    def night_of(self, place: str) -> tuple[int, int]:
        """Return when the night's tariff begins and ends where a ride begins; twice the same where there is none."""
        taxis = self._by_place.get(place)
        return (taxis.night.start, taxis.night.end) if taxis and taxis.night else (0, 0)

    def by_day_and_night(self, place: str, km: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the fares from a place over some distances, not yet rounded."""
        taxis = self._by_place.get(place)
        if taxis is None:
            return _fares(USUAL, None, km), _fares(USUAL, None, km)
        return _fares(taxis.day, taxis.far_km, km), _fares(taxis.night or taxis.day, taxis.far_km, km)

    def hired(self, step: Step) -> Step:
        """Return a drive as a ride by taxi, with its fare."""
        taxis = self._by_place.get(step.start)
        rate = _rate_at(taxis, step.depart) if taxis else USUAL
        cost = round(float(_fares(rate, taxis.far_km if taxis else None, np.array(step.km))), 1)
        hired = replace(step, cost=cost, per_car=True, fare_basis="estimated", confidence="estimated")
        if taxis and step.confidence == "sourced" and _is_stated(taxis, rate, step.km):
            return replace(hired, fare_basis="formula", confidence="sourced")
        return hired


def _is_stated(taxis: Taxis, rate: TaxiRate, km: float) -> bool:
    """Tell whether pages state all that a fare over so many km is made of."""
    fields = ["day" if rate is taxis.day else "night"]
    if taxis.far_km is not None and km > taxis.far_km:
        fields.append("far")
    return all(taxis.confidence_of(field) == "sourced" for field in fields)


def _rate_at(taxis: Taxis, minute: int) -> TaxiRate:
    night, clock = taxis.night, minute % 1440
    return night if night and not night.end <= clock < night.start else taxis.day


def _fares(rate: TaxiRate, far_km: float | None, km: FloatArray) -> FloatArray:
    fare = rate.flag + rate.per_km * np.maximum(km - rate.flag_km, 0)
    if far_km is not None and rate.far_per_km is not None:
        fare += (rate.far_per_km - rate.per_km) * np.maximum(km - far_km, 0)
    return np.asarray(fare)

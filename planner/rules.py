"""The numbers that plans are made and checked by; docs/objective.md says why they are what they are."""

from __future__ import annotations

PRIZE_SCALE = 10  # a score of 90 and full interest make a prize of 900
KEPT_VISIT = 60  # prize that a visit of an earlier plan counts for more on its day: an hour of travel
KEPT_ELSEWHERE = 30  # and on another day
SHORTER_PRICE = 2  # for each minute that a kept visit is shorter than planned
KEPT_NIGHT = 60  # prize that a night of an earlier plan counts for more in its town
LEAST_CHANGE = 100_000  # prize of each change where as few as can be are wanted: before all else
OUTSIDE_BEST_HOURS = (
    0.25  # of what a visit is worth, lost outside best hours where the data says no other share
)
EVENING_BEGINS = 1050  # best hours that begin at 17:30 or later are those of an evening
LIT_LEAST = 30  # minutes of a visit, or half of a shorter one, that have to be in them
AS_MANY_PRIZE = (
    5000  # beside its prize, of a site of a set of which as many as fit are wanted: before all else
)
TRAVEL_PRICE = 1  # prize that a minute of travel takes: an hour costs about what a minor site is worth
CHANGE_PRICE = 10  # prize that a change from one vehicle into another takes
FILL_LOSS = (
    60  # prize that moving a visit to a day that is free, or short, before others may take: an hour of travel
)
BESIDE = 15  # minutes between two sites that stay on one day, whatever other day is short
SHORT_DAY = 240  # minutes of travel and visits, below which a day is over at noon
IDLE_TIME = 480  # minutes of free time, a day's worth, of which a trip says first that it has as many,
IDLE_SHARE = 0.25  # where that is such a share of free time, travel and visits together
THIN_TRIP = 3  # days of a trip at least, of which it is said that most are
BED_PRICE = 100  # prize that a change of bed takes, and at home that one leaves it or comes back to it
NIGHT_SHARE = 0.5  # of what a bed costs that money takes; for the rest one has more of a dearer town
EMPTY_DAY = 120  # prize that a day without a visit takes: two hours of travel
RETURN_PRICE = 150  # prize that sleeping again in a town once left takes beside
VALUE_OF_TIME = 50.0  # CNY an hour that one person would pay to save it, where nothing else is asked

LEAST_VALUE_OF_TIME = (
    6  # CNY an hour and person: what is slower and saves less than that is no way worth keeping
)

LUNCH_EARLIEST = 660  # lunch begins between 11:00
LUNCH_LATEST = 810  # and 13:30
LUNCH_MINUTES = 60
LUNCH_INSIDE_VISIT = 240  # a visit as long as this may hold the lunch hour
LUNCH_ABOARD = (
    45  # so many minutes in one train or ship, begun within the hours of lunch, are time to eat aboard
)
DINNER_EARLIEST = 1050  # dinner begins between 17:30
DINNER_LATEST = 1200  # and 20:00, when the day is not over by then
DINNER_MINUTES = 60
DINNER_INSIDE_VISIT = 240
DINNER_AT = "food"  # tag of sites where a visit as long as dinner is one

PEOPLE_A_CAR = 4
CAR_CNY_PER_KM = 1.0  # fuel 0.55 and tolls 0.45, an estimate
PEOPLE_A_BIG_CAR = 6
BIG_CAR_FACTOR = 1.2  # times a car's price: fuel 0.75 and the same tolls, an estimate
OWN_CARS = 2  # that a party drives itself at most, an adult each; a larger one is driven
CHARTER_DAY_KM = 200.0  # of a day by whose price vehicles with a driver are chosen
RENTAL_CNY_A_DAY = 250  # a small rented car with insurance, an estimate (docs/objective.md)
ONE_WAY_CNY_PER_KM = (
    1.25  # of the great circle, to return it in another town: 1 CNY a km of road, an estimate
)
CHILD_SHARE = 0.5  # of an adult's ticket or fare, an estimate
SENIOR_SHARE = 0.5  # of an adult's ticket, an estimate
STUDENT_SHARE = 0.5  # of an adult's ticket, an estimate
TICKET_FREE_TO, TICKET_HALF_TO = (
    6,
    18,
)  # years; what gates do where their own rule is not known (docs/objective.md)
TICKET_HALF_FROM, TICKET_FREE_FROM = 60, 65
FARE_FREE_UNDER, FARE_HALF_UNDER = 6, 14  # years, of the railway; one free child an adult
STUDENT_EMU = 0.75  # of second class on high-speed trains
STUDENT_HARD_SEAT = 0.5  # on conventional trains
FIRST_CLASS = (
    1.6  # times second class, where first was not asked: the median of 290 trains (docs/timetables.md)
)
HARD_SEAT_CNY_PER_KM = 0.05861 * 1.5  # of conventional trains, half as much again for air conditioning
HARD_SEAT_STEPS = (  # km up to which a share of it is taken
    (200, 1.0),
    (500, 0.9),
    (1000, 0.8),
    (1500, 0.7),
    (2500, 0.6),
    (10_000, 0.5),
)
ADULTS_A_ROOM = 2  # a room takes two adults, or three people with children
PEOPLE_A_ROOM = 3

WHEEL_STRETCH = 120  # minutes at the wheel, after which whoever drives has a break
WHEEL_BREAK = 20  # minutes of it
WHEEL_A_DAY = 480  # minutes of a day that a car is driven at most

WALK_MAX_KM = 2.5  # great circle; further nobody walks with luggage
WALK_DETOUR = 1.3  # of the streets over the great circle
WALK_KM_H = 4.5
PARKED_KM = 0.6  # how far one walks from a parked car
TAXI_MAX_MINUTES = 60  # of driving, for a transit traveller
LAST_RESORT_KM = 15.0  # further nobody takes a taxi all the way beside trains that run
LAST_RESORT_SHARE = 0.5  # of its price, that a journey's own taxis cost at most which is one by such trains
LONG_TAXI_CNY = 100  # what the taxis of one ride cost a car beyond that, which is some 35 km,
LONG_TAXI_STEP = 5  # counts as a change of vehicles for each 5 CNY begun
TAXI_WAIT = 5  # minutes until the car is there
TAXI_FLAG_CNY = 10.0  # a car where the data has no tariff, an estimate
TAXI_CNY_PER_KM = 2.8  # the same
TRANSIT_CNY_PER_KM = 0.45  # one adult over the great circle, before the exact fare is known
TRANSIT_ACCESS_CNY = 40.0  # one adult's ways to and from the station, before they are known
RIDE_DETOUR = {
    "rail": 1.15,
    "metro": 1.3,
    "coach": 1.3,
    "cruise": 1.3,
    "cable": 1.0,
}  # over the great circles
PAIR_DETOUR = 2.0  # over the great circle; a longer ride is not the one that the price of its pair is for

METRO_WALK_KM = 1.5  # great circle; from further nobody walks to the metro

# minutes from the door to the vehicle, from one to another of the same mode, and to the door; estimates
METRO_MARGINS = (3, 5, 2)
COACH_MARGINS = (5, 3, 2)  # coaches, ships and whatever has no margins of its own

UNKNOWN_SERVICE_WEIGHT = (
    0.8  # what is left of the interest in a site for each service asked for nobody knows of
)
LACKING_SERVICE_WEIGHT = 0.6  # and for each that is preferred and known not to be there
CROWD_SCORE = (
    60  # sites as famous as this are crowded on public holidays, and on weekends from April to October
)
CROWD_FACTOR = {
    "none": 1.0,
    "weekend": 1.1,
    "holiday": 1.3,
}  # how many times longer a visit there takes, estimates
QUEUES_FROM = 30  # minutes of a drive that may be in the queues of the first and last day of a long holiday
SLOW_MINUTES = 40  # by road from the bed to what a slow trip sees
SLOW_NIGHTS = 2  # that it stays in a town at least
LATE_ARRIVAL = 1200  # who arrives after 20:00 sleeps in one of the nearest towns
NEAREST_BED = 15  # minutes by which one of those may be further than the nearest
FIRST_MORNING = 300  # who arrives before 05:00 has the night before
WAY_AT_ODD_HOURS = (
    120  # minutes that the way from an arrival late at night, or to an early departure, may take
)
AIRPORT_MARGINS = (
    120,
    45,
)  # minutes before a flight leaves, and from one that has landed to the door; estimates
SUNRISE_LEAD = 90  # minutes before sunrise from which on one may be on the way to it
EVENING_END = 1350  # 22:30: when a day with an evening session ends at the latest
LIT_MORE = (
    120  # minutes by which a day may be longer for what is best in the evening, though none was asked for,
)
LIT_END = 1260  # until 21:00
LIT_NEAR = 30  # minutes before the day's end, from which on it is seen lit or not at all, and slept nearby
BED_BY = 1350  # 22:30: who is in bed later
LATE_MORNING = 540  # does not begin the next day before 09:00, but on a packed trip
NIGHT_FALL = 1170  # 19:30: when nobody is on the way any more to an evening session, or leaves for a bed,
NIGHT_RIDE = 60  # that is further than so many minutes, but on a packed trip
DOUBLE_BACK_KM = 30.0  # how far a trip along a belt may step back for a site beside the way

CLIMB_STEPS = 300  # steps, from which on nobody wants to carry luggage; a judgement
WHEELCHAIR_STEPS = 100  # more steps are no way for a wheelchair, unless a source says so; an estimate
CLIMB_TAG = "hike"  # of sites that are a climb whatever is known of steps
LUGGAGE_MINUTES = 15  # to pack and check out of a bed, and to check in at another one; an estimate
LUGGAGE_ON_FOOT = (
    15  # minutes from a visit to a bed, by which one goes to be rid of luggage, or with it by night
)

SHORT_WAY = 30  # minutes from a place to the hotel or on, that one goes for a pause or for hours kept free

LATE_START = 30  # minutes by which a day begins after its hours, of which it says why
FREE_LONGER = 90  # minutes of free time that a plan tells, with what is open around
NEAR_ON_FOOT = 30  # minutes to a place around at most, on foot
NEAR_BY_RIDE = 30  # and by car, metro or taxi
MOST_NEAR = 3  # places told
TRAIN_SALE_DAYS = 14  # days before a train leaves on which the railway begins to sell its tickets
BOOK_NIGHT_DAYS = 7  # days before a night by which its bed should be booked
BOOK_VISIT_DAYS = 3  # and before a visit its ticket: the most that a site of the shipped data asks for

"""How one travels: by road and by timetable, as tables for the solver and as exact journeys."""

"""Words of people, from options, files or a program, turned into a `TripRequest`."""

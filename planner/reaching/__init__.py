"""What is in reach of a place, by every minute of a window of departures."""

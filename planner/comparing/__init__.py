"""Today beside scenarios: what they change of reach, of the best trips, and of who gains."""

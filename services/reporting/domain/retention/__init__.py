"""How long what is kept is kept: the schedule by date, and whom it lets go."""

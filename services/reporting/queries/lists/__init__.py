"""Lists of young people that are sent to schools: how ready each is, and what is on the one that went out."""

"""Lists of young people that the authority sends to schools: who stands on one, and what would take names off it."""

"""Words of the command about what is kept of people."""

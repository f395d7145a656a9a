"""Pages on which the authority sees what every issue means, and lowers an error to a warning."""

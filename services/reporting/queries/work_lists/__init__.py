"""Work lists as pages read them: who stands on each today, or as at the day of a snapshot."""

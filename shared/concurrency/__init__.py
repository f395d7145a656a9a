"""A bounded number of tasks at once, and the pauses before something is tried again."""

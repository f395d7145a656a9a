"""The pages about the quality of what establishments send."""

"""What pages read about a submission: the list, its stage, its issues and what was decided about it."""

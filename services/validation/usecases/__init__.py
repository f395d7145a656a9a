"""What validation does: judge the rows of a part, and judge the submission when its last part is in."""

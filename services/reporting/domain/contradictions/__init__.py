"""Contradictions between returns about one learner, and what may be done about them."""

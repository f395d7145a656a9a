"""Work lists: whom trackers and the information team look after, in which order, and who is at it."""

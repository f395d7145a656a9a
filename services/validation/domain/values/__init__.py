"""Numbers and codes with a form of their own: pupil and learner numbers, aims, telephone numbers, postcodes."""

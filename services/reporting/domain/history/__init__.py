"""What was known when: claims as they counted at an instant, and since when an establishment has said the same."""

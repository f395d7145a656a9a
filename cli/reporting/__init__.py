"""What reporting knows and does, asked for as its pages are."""

"""What the pages about contradictions between returns read."""

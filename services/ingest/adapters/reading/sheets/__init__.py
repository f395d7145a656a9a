"""Files that a reader library has opened: one way to walk through their sheets."""

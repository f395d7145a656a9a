"""What Onward is made of that is not its own: what is locked, under which licence, and what is known against it."""

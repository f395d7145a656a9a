"""What knocks at validation: events, and the probes that every service answers."""

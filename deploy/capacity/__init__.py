"""How many replicas may run, and what a larger county needs, computed from what was measured."""

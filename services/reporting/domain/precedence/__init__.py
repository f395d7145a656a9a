"""Precedence: which of several claims decides. The half matrix of roles, what is settled by it, who decides then."""

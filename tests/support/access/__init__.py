"""Who may reach what: one row for each route of the four services, declared once; tests and the manual read it."""

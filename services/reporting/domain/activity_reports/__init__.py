"""January reports to schools: what those who left or moved on in summer did on 1 November. All is pure."""

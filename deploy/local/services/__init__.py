"""The four services as processes, and the supervisor that keeps them running."""

"""A wall clock that tests move."""

from datetime import datetime, timedelta


class Wall:
    """Called, it tells the time; it stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        self.time += by

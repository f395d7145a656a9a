"""What the period of a return is called when a person reads it."""

from shared.vocabulary.academic_year import AcademicYear, first_day_of_month
from shared.vocabulary.collections.collection import OWN, STANDING


def period_words(period: str | None) -> str:
    """Return what a return's period is called: October 2026 for a month; nothing where it has no end of its own."""
    if not period or period == STANDING or period.startswith(OWN):
        return ""
    first_day = first_day_of_month(period) if AcademicYear.parse(period) is None else None
    return f"{first_day:%B %Y}" if first_day else period

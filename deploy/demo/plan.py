"""How large a county is made, and from which seed."""

import argparse
from dataclasses import dataclass, field, replace
from typing import Final

from deploy.demo.population import geography
from deploy.demo.population.people import Ages

_AT_COLLEGE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a county, and from which seed."""

    people: int
    seed: int = 1
    ages: Ages = field(default_factory=Ages)
    school_learners: int = 230
    sixth_form_share: float = 0.77
    """Share of Years 12 and 13 at schools with a sixth form; the others study or work elsewhere."""
    colleges: tuple[int, ...] = ()
    """Learners at each college; none: whoever is at no school is in no return."""
    careful: bool = False
    """True: nothing is damaged."""
    leavers_share: float = 0.0
    """Share of learners who have left since the enrolment return; their schools send a leavers return too."""
    joiners_share: float = 0.0
    """As many as this share of its learners have joined a college since, and a third as many a school. None: only
    schools send who left."""
    contradictions: int = 0
    """How many leavers of each kind are sent who cannot be: whom their school never listed, and who left before it has
    them begin."""
    offers: bool = False
    """True: each school and college sends the places that it offers to Year 11, too."""
    later_files: int = 0
    """Leavers returns of the next month by so many schools, which are kept beside the county's files."""

    def school_sizes(self) -> list[int]:
        """Return about how many learners each school has: at least one school for each district."""
        learners = round(self.people * (self.ages.year_12 + self.ages.year_13) * self.sixth_form_share)
        count = max(len(geography.DISTRICTS), round(learners / self.school_learners))
        return [max(learners // count, 1)] * count


def with_colleges(plan: Plan) -> Plan:
    """Return the plan with three colleges, at which most of Years 12 and 13 study who are at no school."""
    elsewhere = plan.people * (plan.ages.year_12 + plan.ages.year_13) * (1 - plan.sixth_form_share)
    return replace(plan, colleges=(round(elsewhere * _AT_COLLEGE / 3),) * 3)


def people_count(text: str) -> int:
    """Read how many people are wanted; for the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of young people; a county has at least one")
    return int(text)

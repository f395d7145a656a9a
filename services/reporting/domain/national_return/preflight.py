"""The pre-flight: every record and the file as a whole held against the return's list of errors."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.domain.national_return import rules_of_activities, rules_of_files, rules_of_people
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.national_return.rules import Period, ReturnRule

RULES: Final[tuple[ReturnRule, ...]] = tuple(
    sorted((*rules_of_people.RULES, *rules_of_activities.RULES, *rules_of_files.RULES), key=lambda rule: rule.number)
)
"""The whole list."""
BY_NUMBER: Final[Mapping[int, ReturnRule]] = MappingProxyType({rule.number: rule for rule in RULES})
PRIORITIES: Final = (1, 2, 3)
_RAISED: Final = tuple((rule.number, rule.raised) for rule in RULES if rule.raised is not None)
_SAME_ID, _SAME_ULN, _SAME_NAMES = 902, 907, 908


class Findings(NamedTuple):
    """What a pre-flight found."""

    records: int
    people: Mapping[int, tuple[UUID, ...]]
    """Whom each number is about; a number that nobody raises is left out."""

    def by_priority(self) -> dict[int, int]:
        """Return how often each priority was raised."""
        return counted_by_priority({number: len(people) for number, people in self.people.items()})


def counted_by_priority(counts: Mapping[int, int]) -> dict[int, int]:
    """Return how often each priority was raised, from how often each number was."""
    found = dict.fromkeys(PRIORITIES, 0)
    for number, people in counts.items():
        found[BY_NUMBER[number].priority] += people
    return found


class Preflight:
    """Takes records some at a time; of those before it keeps no more than it needs to find two that are alike."""

    def __init__(self, period: Period) -> None:
        self._period = period
        self._records = 0
        self._found: dict[int, list[UUID]] = defaultdict(list)
        self._alike: dict[tuple[int, object], UUID] = {}

    def add(self, records: Iterable[YoungPersonsRecord]) -> None:
        """Hold these against the list."""
        period, found = self._period, self._found
        for record in records:
            self._records += 1
            for number, raised in _RAISED:
                if raised(record, period):
                    found[number].append(record.person_id)
            self._compare(record)

    def findings(self) -> Findings:
        """Return what was found in all that was added."""
        return Findings(
            self._records, {number: tuple(sorted(set(people))) for number, people in sorted(self._found.items())}
        )

    def _compare(self, record: YoungPersonsRecord) -> None:
        if record.cohort_status != "G":
            self._seen(_SAME_ID, record.young_persons_id, record.person_id)
        if record.cohort_status == "M":
            return
        if record.uln is not None:
            self._seen(_SAME_ULN, record.uln, record.person_id)
        if record.given_name and record.family_name and record.born_on:
            names = (record.given_name.casefold(), record.family_name.casefold(), record.born_on)
            self._seen(_SAME_NAMES, hash(names), record.person_id)

    def _seen(self, number: int, key: object, person_id: UUID) -> None:
        first = self._alike.setdefault((number, key), person_id)
        if first != person_id:
            self._found[number].extend((first, person_id))

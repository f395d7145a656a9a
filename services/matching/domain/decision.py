"""Whom a row is about: link, create or review, with the rule that says so and the facts that it rests on.

Each person whom a row may be about is judged by the first rule of the table that applies to the two. Then the row is
decided by the strongest judgement, unless a second person comes close.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from services.matching.domain.comparisons import compare
from services.matching.domain.facts import (
    BORN_ON_DAY_MONTH_SWAPPED,
    DIFFERENT_POSTCODE,
    DIFFERENT_SEX,
    POSTCODE_OF_MANY,
    SAME_BORN_ON,
    SAME_FORENAME,
    SAME_POSTCODE,
    SAME_SURNAME,
    Evidence,
)
from services.matching.domain.pair_rule import RuleOutcome
from services.matching.domain.people import Description, Person
from services.matching.domain.rules import (
    A_TWIN,
    BESIDE_THEM,
    EVIDENCE_KEPT,
    IDENTIFIER_ON_ANOTHER_LINE,
    OTHER_IDENTIFIER,
    RULES,
    SAME_IDENTIFIER,
    rule_for,
)

CANDIDATES_MAX: Final = 10
"""People listed with a waiting row; more would not help whoever decides."""

MANY: Final = 3
"""So many known people of one birth date at one postcode are no household, and that both agree says little."""

_NAMESAKE: Final = SAME_BORN_ON | SAME_FORENAME
_NAMED_ALIKE: Final = SAME_BORN_ON | SAME_SURNAME | SAME_FORENAME
_AGAINST: Final = OTHER_IDENTIFIER | DIFFERENT_POSTCODE | DIFFERENT_SEX

IDENTIFIERS_OF_TWO_PEOPLE: Final = "identifiers_of_two_people"
SEVERAL_PEOPLE_FIT: Final = "several_people_fit"
TOO_LITTLE_TO_TELL: Final = "too_little_to_tell"
NOBODY_LIKE_THEM: Final = "nobody_like_them"

ROW_RULES: Final = {
    IDENTIFIERS_OF_TWO_PEOPLE: (
        "The row's numbers belong to two people, and no other line of the return is one of theirs."
    ),
    SEVERAL_PEOPLE_FIT: "More than one person fits.",
    TOO_LITTLE_TO_TELL: "No number and no birth date: too little to find or found a person.",
    NOBODY_LIKE_THEM: "Nobody known is like them.",
}
"""Rules about a row as a whole, beside those about a row and one person."""

SENTENCES: Final = MappingProxyType({rule.name: rule.says for rule in RULES} | ROW_RULES)
"""What each rule says, by its permanent name."""


class Candidate(NamedTuple):
    """A person whom the row may be about, judged."""

    person_id: UUID
    position: int
    """Of the rule in the table: smaller is stronger."""
    evidence: Evidence

    @property
    def rule(self) -> str:
        """The permanent name of the rule that judged."""
        return RULES[self.position].name

    @property
    def agrees_in_all(self) -> bool:
        """Whether both names and the birth date agree, and nothing that both say differs."""
        return _in_all(self.evidence) and self.verdict is RuleOutcome.LINK

    @property
    def named_alike(self) -> bool:
        """Whether both names and the birth date agree."""
        return _named_alike(self.evidence)

    @property
    def verdict(self) -> RuleOutcome:
        """What that rule says."""
        return RULES[self.position].verdict


class Link(NamedTuple):
    """The row is about a known person."""

    person_id: UUID
    rule: str
    evidence: Evidence

    @property
    def in_all(self) -> bool:
        """Whether both names and the birth date agree, and nothing that both say differs."""
        return _in_all(self.evidence)

    @property
    def weakness(self) -> tuple[bool, bool, int]:
        """Orders links by how sure they are, the surest first: names that agree outweigh all else."""
        return not _named_alike(self.evidence), bool(self.evidence & _AGAINST), rule_for(self.evidence)


class Create(NamedTuple):
    """The row is about nobody known. The evidence is about the nearest person, if there was one."""

    rule: str
    evidence: Evidence
    person_id: UUID | None = None
    """The person whom the row founded; None before it did."""


class Review(NamedTuple):
    """A person of the authority must decide among the candidates, the likeliest first; there may be none."""

    rule: str
    candidates: tuple[Candidate, ...]


Decision = Link | Create | Review

NOBODY: Final = Create(NOBODY_LIKE_THEM, 0)
"""What becomes of a row when nobody known is like it."""

Beside = Mapping[UUID, Evidence]
"""What the other lines of a row's return say about the row and each person."""

_NOTHING: Final[Beside] = MappingProxyType({})


def sentence_of(rule: str) -> str:
    """Return what a rule says; the name itself for a rule of an older version that is no longer in the table."""
    return SENTENCES.get(rule, rule)


def judge(row: Description, person: Person, beside: Evidence = 0) -> Candidate:
    """Judge one person by the table; `beside`: facts that do not come from the two alone."""
    evidence = compare(row, person) | beside
    return Candidate(person.id, rule_for(evidence), evidence)


def linked_by_identifier(row: Description, holders: Sequence[Person]) -> Link | None:
    """Return the link when the row's numbers are one person's and enough else agrees: no need to look further."""
    if len(holders) != 1:
        return None
    evidence = compare(row, holders[0])
    rule = _rule_that_links(evidence)
    return None if rule is None else Link(holders[0].id, rule, evidence)


@lru_cache(maxsize=EVIDENCE_KEPT)
def _rule_that_links(evidence: Evidence) -> str | None:
    rule = RULES[rule_for(evidence)]
    return rule.name if rule.verdict is RuleOutcome.LINK and evidence & SAME_IDENTIFIER else None


def decide(row: Description, people: Sequence[Person], beside: Beside = _NOTHING) -> Decision:
    """Decide among all people whom the row may be about. The order in which they are given does not matter."""
    if not people:  # a roll's first rows find nobody at all
        return NOBODY if row.identifiers or row.born_on else Review(TOO_LITTLE_TO_TELL, ())
    judged = _judged(row, people, beside)
    holders = [found for found in judged if found.evidence & SAME_IDENTIFIER]
    if len(holders) > 1:
        return _by_one_of(holders) or Review(IDENTIFIERS_OF_TWO_PEOPLE, _worth_showing(judged))
    if holders:
        return _by_identifier(holders[0], judged)
    if not row.identifiers and row.born_on is None:
        return Review(TOO_LITTLE_TO_TELL, _worth_showing(judged))
    return _by_likeness(judged)


def _judged(row: Description, people: Sequence[Person], beside: Beside) -> list[Candidate]:
    found = [judge(row, person, beside.get(person.id, 0)) for person in people]
    if len(found) >= MANY and sum(_at_one_postcode(one.evidence) for one in found) >= MANY:
        found = [_where_many_live(one) for one in found]
    return sorted(found, key=lambda one: (one.position, one.person_id))


def _at_one_postcode(evidence: Evidence) -> bool:
    return bool(evidence & SAME_POSTCODE and evidence & (SAME_BORN_ON | BORN_ON_DAY_MONTH_SWAPPED))


def _where_many_live(found: Candidate) -> Candidate:
    if not found.evidence & SAME_POSTCODE:
        return found
    evidence = found.evidence | POSTCODE_OF_MANY
    return Candidate(found.person_id, rule_for(evidence), evidence)


def _named_alike(evidence: Evidence) -> bool:
    return evidence & _NAMED_ALIKE == _NAMED_ALIKE


def _in_all(evidence: Evidence) -> bool:
    return _named_alike(evidence) and not evidence & _AGAINST


def _by_identifier(holder: Candidate, judged: list[Candidate]) -> Decision:
    # Somebody else with that name and birth date does not weigh against a number that agrees.
    if holder.verdict is RuleOutcome.LINK:
        return Link(holder.person_id, holder.rule, holder.evidence)
    return Review(holder.rule, _worth_showing(judged))


def _by_one_of(holders: list[Candidate]) -> Link | None:
    """Return the link with the only one who has no other line in the return, if the table links the two.

    One number on two lines of a return is told to the school; which line is read first must not decide a row.
    """
    free = [found for found in holders if found.rule != IDENTIFIER_ON_ANOTHER_LINE]
    if len(free) != 1 or free[0].verdict is not RuleOutcome.LINK:
        return None
    return Link(free[0].person_id, free[0].rule, free[0].evidence)


def _by_likeness(judged: list[Candidate]) -> Decision:
    fitting = [found for found in judged if found.verdict is not RuleOutcome.CREATE]
    if len(fitting) > 1:
        # Of known twins Jayden and Hayden, a row that is one of them in all is not about the other. Of two people of
        # one name and birth date it may be either: one of them may have moved.
        alike = [found for found in fitting if found.named_alike]
        fitting = alike if len(alike) == 1 and alike[0].agrees_in_all else fitting
    if len(fitting) > 1:
        return Review(SEVERAL_PEOPLE_FIT, _worth_showing(judged))
    if fitting:
        found = fitting[0]
        if found.verdict is RuleOutcome.LINK:
            return Link(found.person_id, found.rule, found.evidence)
        return Review(found.rule, _worth_showing(judged))
    for found in judged:
        if found.rule in (A_TWIN, BESIDE_THEM) or _is_namesake(found):
            return Create(found.rule, found.evidence)
    return NOBODY


def _worth_showing(judged: list[Candidate]) -> tuple[Candidate, ...]:
    shown = [found for found in judged if found.verdict is not RuleOutcome.CREATE or _is_namesake(found)]
    return tuple(shown[:CANDIDATES_MAX])


def _is_namesake(found: Candidate) -> bool:
    return found.evidence & _NAMESAKE == _NAMESAKE

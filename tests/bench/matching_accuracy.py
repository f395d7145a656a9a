"""How well matching does against the known answers: the worst error is mixing two young people."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """One row: who it is truly about, what matching said, and what had been done to it."""

    truth: str
    person: str | None
    """The id that matching gave; None for a row that waits."""
    damage: tuple[str, ...] = ()


@dataclass(slots=True)
class Accuracy:
    """The figures for a set of rows."""

    rows: int = 0
    right: int = 0
    false_links: int = 0
    """Rows given to somebody else's person."""
    false_new: int = 0
    """Rows that founded a second person for somebody known."""
    review: int = 0
    damage_of_errors: Counter[str] = field(default_factory=Counter)
    damage_of_reviews: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        share = 100 / max(self.rows, 1)
        return (
            f"{self.rows} rows: right {self.right * share:.2f} %, review {self.review * share:.2f} %, "
            f"false links {self.false_links}, false new {self.false_new}; "
            f"errors by damage {dict(self.damage_of_errors.most_common(6))}, "
            f"reviews by damage {dict(self.damage_of_reviews.most_common(8))}"
        )


def accuracy_of(answers: Iterable[Answer], owners: Mapping[str, str] | None = None) -> Accuracy:
    """Return the figures. An id belongs to whom its first row is truly about; `owners` may say so before.

    A first row of somebody whose earlier row founded another id is a false new one, and so are that id's later rows.
    """
    owner = dict(owners or {})
    first_id: dict[str, str] = {}
    for known_id, person in owner.items():
        first_id.setdefault(person, known_id)
    found = Accuracy()
    for answer in answers:
        found.rows += 1
        if answer.person is None:
            found.review += 1
            found.damage_of_reviews.update(answer.damage or ("none",))
            continue
        belongs_to = owner.setdefault(answer.person, answer.truth)
        home = first_id.setdefault(answer.truth, answer.person)
        if belongs_to != answer.truth:
            found.false_links += 1
        elif home != answer.person:
            found.false_new += 1
        else:
            found.right += 1
            continue
        found.damage_of_errors.update(answer.damage or ("none",))
    return found

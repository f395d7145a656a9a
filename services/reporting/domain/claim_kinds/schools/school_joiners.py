"""School joiner: a school says that the person joined it on a day, and studies there since (collection S_JOIN)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.claims import ClaimWords
from services.reporting.domain.roles.stay import STAY_FACTS, STAY_PARTICULARS, JoinerClaim


class SchoolJoiner(JoinerClaim):
    """A joiner. Of a pupil of Year 11 or below nothing is said about a course."""

    __slots__ = ()

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        course = f": {self.title}, level {self.level}" if self.title else ""
        end = f", to {words.day(self.ends_on)}" if self.ends_on else ""
        return f"{words.establishment(self.establishment)}: joined on {words.day(self.started_on)}{course}{end}"


SCHOOL_JOINERS: Final = ClaimKind(
    collection="S_JOIN",
    name="school joiner",
    claim=SchoolJoiner,
    roles=("learning",),
    facts=tuple(fact for fact in STAY_FACTS if fact not in {"attendance", "study_programme"}),
    particulars=STAY_PARTICULARS,
)

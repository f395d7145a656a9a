"""What is left of a record for whoever may not see where its person is."""

from dataclasses import replace

from services.reporting.domain.flags.entries import AUTHORITY
from services.reporting.queries.person import PersonView


def without_places(view: PersonView) -> PersonView:
    """Return the view with nothing in it that tells where somebody is: no row of a file, no sender, no reason.

    What a row says may name a place in words of its own, so that none is left of it.
    """
    who = view.stored.who._replace(district=None, school=None)
    details = view.stored.details._replace(postcode=None, upn=None)
    return replace(
        view,
        stored=view.stored._replace(who=who, details=details, establishment=None),
        status=view.status._replace(decided_by=None, claims=(), states=()),
        claims=(),
        versions=tuple(
            replace(one, submission_id=None, file_name=None, sheet=None, line=None) for one in view.versions
        ),
        guarantee=view.guarantee and view.guarantee._replace(decided_by=None),
        contradictions=(),
        flags=tuple(replace(one, reason="", account="", source=AUTHORITY) for one in view.flags_in_force),
    )

"""Which file an address names, for those who may see it: to others a file that is not theirs does not exist."""

from collections.abc import Sequence
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.reporting.queries.submission.submissions import Submission, SubmissionQueries
from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Role
from shared.web.requests.routes import account_of


def submission_id_of(request: Request) -> UUID:
    """Return the id in the address; 404 when it is none."""
    try:
        return UUID(request.path_params["submission_id"])
    except ValueError as error:
        raise HTTPException(404) from error


async def find_visible(submissions: SubmissionQueries, request: Request) -> Submission:
    """Return the submission that the address names; 404 when there is none or it is somebody else's."""
    found = await submissions.find_submission(submission_id_of(request))
    if found is None or not may_see(account_of(request), found):
        raise HTTPException(404)
    return found


def collections_of(account: Account) -> Sequence[Collection]:
    """Return the collections that somebody can ask for: an establishment those that it may send, the authority all."""
    if account.role is not Role.UPLOADER:
        return tuple(COLLECTIONS.values())
    kind = "college" if account.is_college else "school"
    return [one for one in COLLECTIONS.values() if one.sender == kind]


def own_of(account: Account) -> str | None:
    """Return the establishment whose files and contradictions alone the account sees; None: it sees all."""
    # An uploader without an establishment cannot be; should one ever be, it sees nothing.
    return account.establishment or "none" if account.role is Role.UPLOADER else None


def is_own(account: Account, submission: Submission) -> bool:
    """Return whether the account speaks for the sender: it is the establishment's, or has sent the file itself."""
    if account.establishment is not None:
        return account.establishment == submission.establishment
    return submission.channel == "page" and submission.sender == account.name


def may_see(account: Account, submission: Submission) -> bool:
    """Return whether the account may see the file."""
    # What an uploader sent stays visible to it even where nobody knows yet whose return it is.
    return account.sees(submission.establishment) or account.sees(submission.sender_establishment)

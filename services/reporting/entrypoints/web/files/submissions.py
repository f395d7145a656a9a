"""The pages of a file: all files, one file with its progress and complaints, and its progress as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.reporting.domain.status import OFFER_NOT_LISTED
from services.reporting.entrypoints.web.files.decisions import authority_alone, offered_to
from services.reporting.entrypoints.web.files.visibility import (
    collections_of,
    find_visible,
    may_see,
    own_of,
    submission_id_of,
)
from services.reporting.entrypoints.web.labels import STAGES, Names
from services.reporting.entrypoints.web.parameters import CODE, COLLECTION, ESTABLISHMENT, OUTCOME, SENT, WAITING
from services.reporting.queries.differences import DifferenceQueries
from services.reporting.queries.submission.issues import IssueQueries, UnlistedRow
from services.reporting.queries.submission.submissions import Submission, SubmissionFilter, SubmissionQueries
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Role
from shared.web.pages.site import page
from shared.web.requests.base_path import here
from shared.web.requests.queries import BadQuery, check_page, must_be, page_number, pager_address, text_of
from shared.web.requests.routes import account_of

LISTED: Final = 50
ISSUES_LISTED: Final = 100


class SubmissionPages:
    """An uploader finds its own files here and nobody else's; to others a file that is not theirs does not exist."""

    def __init__(
        self, submissions: SubmissionQueries, issues: IssueQueries, differences: DifferenceQueries, names: Names
    ) -> None:
        self._submissions = submissions
        self._issues = issues
        self._differences = differences
        self._names = names

    async def listing(self, request: Request) -> Response:
        """All files, the newest first."""
        text = self._establishment(request)
        numbers = self._names.numbers_for(text) if text else ()
        wanted = _wanted(request, numbers)
        listing = None
        if numbers or not text:
            listing = await self._submissions.submissions(wanted, page=page_number(request), page_size=LISTED)
            check_page(request, listing.pages)
        # A number of the right shape that neither the register nor any file knows is a typing error as well.
        known = listing is not None and (listing.total > 0 or not text or self._names.knows(numbers))
        context = {
            "listing": listing if known else None,
            "wanted": wanted,
            "establishment": text,
            "shown": numbers,
            "choices": _choices(account_of(request)),
            "names": self._names,
            "address": pager_address(request, (ESTABLISHMENT, COLLECTION, OUTCOME, WAITING)),
        }
        return page(request, "submissions.html", context, status=200 if known else 400)

    @staticmethod
    def _establishment(request: Request) -> str:
        """Return whose files are wanted, as written; empty for all. An uploader has its own and asks for no other."""
        account, text = account_of(request), text_of(request, ESTABLISHMENT.name)
        if account.role is Role.UPLOADER and text:
            raise BadQuery(ESTABLISHMENT.name, f"“{ESTABLISHMENT.name}” is for the authority: you see your own files.")
        return text

    async def one(self, request: Request) -> Response:
        """One file: how far it is, what became of its rows, what to correct."""
        if SENT.of(request) and not await self._is_known(request):
            return page(request, "submission/expected.html", {"submission_id": submission_id_of(request)})
        found = await find_visible(self._submissions, request)
        code = CODE.of(request)
        groups, issues, pages = [], None, 1
        unlisted: Sequence[UnlistedRow] = ()
        if found.built is not None:
            groups = list(await self._issues.issue_groups(found.built.generation_id))
            issues = await self._issues.issues(
                found.built.generation_id, code=code, page=page_number(request), page_size=ISSUES_LISTED
            )
            pages, unlisted = issues.pages, await self._issues.unlisted(found.built.generation_id)
        if code is not None and code not in {group.code for group in groups}:
            raise must_be(CODE)
        check_page(request, pages)
        return page(
            request,
            "submission/submission.html",
            {
                "one": found,
                "groups": groups,
                "issues": issues,
                "changed": await self._changed(found),
                "unlisted": unlisted,
                "not_listed": OFFER_NOT_LISTED,
                "code": code,
                "names": self._names,
                "decisions": offered_to(account_of(request), found),
                "authority_alone": authority_alone(account_of(request), found),
                "address": f"{here(request)}?{f'code={code}&' if code else ''}",
            },
        )

    async def _changed(self, found: Submission) -> int:
        """Return of how many people it says something else than what counted before; worked out when it is shown."""
        shown = found.finished and found.built is not None and found.built.comparison is not None
        return await self._differences.changed(found.built.generation_id) if shown and found.built else 0

    async def _is_known(self, request: Request) -> bool:
        """Whoever has just sent a file may be here before the news of it. Nobody learns here of a file not theirs."""
        found = await self._submissions.find_submission(submission_id_of(request))
        return found is not None and may_see(account_of(request), found)

    async def progress(self, request: Request) -> Response:
        """How far a file is, for the page that shows it as it happens."""
        return JSONResponse(progress_of(await find_visible(self._submissions, request)))


def progress_of(submission: Submission) -> Mapping[str, Any]:
    """Return the stage and the counts of a submission as plain JSON."""
    counts, stage = submission.counts, submission.stage
    return {
        "submission_id": str(submission.submission_id),
        "stage": stage,
        "tag": STAGES[stage].tag,
        "sentence": STAGES[stage].sentence,
        "finished": submission.finished,
        "rows": {
            "extracted": counts.extracted,
            "blank": counts.blank,
            "accepted": counts.accepted,
            "refused": counts.refused,
            "unanswered": counts.unanswered,
            "matched": counts.matched,
            "created": counts.created,
            "awaiting": counts.awaiting,
            "set_aside": counts.set_aside,
        },
        "adds_up": counts.add_up,
    }


def _wanted(request: Request, establishments: tuple[str, ...]) -> SubmissionFilter:
    outcome = OUTCOME.of(request)
    return SubmissionFilter(
        establishments=establishments,
        collection=COLLECTION.of(request),
        stage=next((stage for stage in STAGES if stage == outcome), None),
        sender_of=own_of(account_of(request)),
        waiting=WAITING.of(request) is not None,
    )


def _choices(account: Account) -> Mapping[str, Any]:
    return {
        "establishments": account.role is not Role.UPLOADER,
        "collections": [(one.code, one.title) for one in collections_of(account)],
        "stages": list(STAGES.items()),
    }

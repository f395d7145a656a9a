"""The first page: the headline figures for those who may see them, and the latest files."""

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.audit.proposals import acts_of
from services.reporting.entrypoints.web.figures import SERIES, chart_of, lines_of
from services.reporting.entrypoints.web.files.visibility import own_of
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.audit.proposals import ProposalQueries
from services.reporting.queries.board.board import THIS_WEEK
from services.reporting.queries.board.headline import HeadlineQueries
from services.reporting.queries.contradictions.inbox import InboxQueries
from services.reporting.queries.figures import FigureQueries
from services.reporting.queries.notices.inbox import NoticeQueries
from services.reporting.queries.submission.submissions import SubmissionFilter, SubmissionQueries
from shared.clock import Clock
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.routes import account_of

LISTED: Final = 8
LATELY: Final = timedelta(days=14)
"""So long a file that was set aside is pointed out: its sender has most likely sent another by then."""


class HomePage:
    """What somebody wants to know first."""

    def __init__(
        self,
        submissions: SubmissionQueries,
        figures: FigureQueries,
        inbox: InboxQueries,
        notices: NoticeQueries,
        headline: HeadlineQueries,
        proposals: ProposalQueries,
        names: Names,
        clock: Clock,
    ) -> None:
        self._submissions = submissions
        self._figures = figures
        self._inbox = inbox
        self._notices = notices
        self._headline = headline
        self._proposals = proposals
        self._names = names
        self._clock = clock

    async def show(self, request: Request) -> Response:
        """Show the figures, what waits for a decision, and the latest files."""
        account = account_of(request)
        own = own_of(account)
        latest = await self._submissions.submissions(SubmissionFilter(sender_of=own), page=1, page_size=LISTED)
        places = account.may(Permission.SEE_CONFIDENTIAL)
        view = await self._figures.figures(confidential=places) if account.may(Permission.SEE_FIGURES) else None
        held = waiting = aside = own_held = None
        unread = 0
        if own is not None:
            asked = SubmissionFilter(stage="held", sender_of=own)
            unread = await self._notices.count_unread(own, account.name)
            own_held = await self._submissions.submissions(asked, page=1, page_size=1)
        if account.may(Permission.DECIDE_RETURNS):
            held = await self._submissions.submissions(SubmissionFilter(stage="held"), page=1, page_size=1)
            lately = SubmissionFilter(stage="set aside", received_from=self._clock.now() - LATELY)
            aside = await self._submissions.submissions(lately, page=1, page_size=1)
        if account.may(Permission.SEE_PROPOSALS):
            waiting = await self._proposals.waiting(acts_of(account), page=1, page_size=1)
        sees = account.may(Permission.SEE_CONTRADICTIONS)
        returns = await self._headline.headline(own) if account.may(Permission.SEE_BOARD) else None
        contradictions = await self._inbox.count_open(own, confidential=places) if sees else 0
        return page(
            request,
            "home.html",
            {
                "latest": latest,
                "view": view,
                "held": held.total if held else 0,
                "own_held": own_held.total if own_held else 0,
                "waiting": waiting.total if waiting else 0,
                "contradictions": contradictions,
                "aside": aside.total if aside else 0,
                "lately": LATELY.days,
                "returns": returns,
                "this_week": THIS_WEEK,
                "own": own,
                "unread": unread,
                "may_send": account.may(Permission.SEND_FILES),
                "series": SERIES,
                "chart": chart_of(lines_of(view.figures, None)) if view else None,
                "names": self._names,
            },
        )

"""What reporting's pages read, over a real database: queries as `main` builds them."""

from collections.abc import Iterable, Sequence

from services.reporting.queries.board.board import BoardFilter, BoardQueries
from services.reporting.queries.board.lines import BoardLine
from services.reporting.queries.board.rows import PostgresBoardRows
from services.reporting.queries.contradictions.inbox import InboxQueries, PostgresInboxRows
from services.reporting.queries.contradictions.thread import PostgresThreadRows, ThreadQueries
from services.reporting.queries.differences import DifferenceQueries, PostgresDifferenceRows
from services.reporting.queries.figures import FigureQueries, PostgresFigureRows
from services.reporting.queries.guarantee import GuaranteeQueries, PostgresGuaranteeRows
from services.reporting.queries.people import PeopleQueries, PostgresPeopleRows
from services.reporting.queries.person import PersonQueries, PostgresPersonRows
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.queries.submission.issues import PostgresIssueQueries
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries
from shared.persistence.pool import Pool
from shared.vocabulary.establishments import Establishment, Register
from tests.support.claims import school
from tests.support.reporting import Office


class StoredSubmissions(PostgresSubmissionQueries, PostgresIssueQueries):
    """Everything about files."""


class StoredPeople(
    PostgresFigureRows,
    PostgresGuaranteeRows,
    PostgresPeopleRows,
    PostgresPersonRows,
    PostgresDifferenceRows,
    PostgresInboxRows,
    PostgresThreadRows,
    PostgresReadAudit,
):
    """Everything about people."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        PostgresReadAudit.__init__(self, pool)


async def board_of(office: Office, register: Iterable[Establishment] = ()) -> Sequence[BoardLine]:
    """Return the first lines of the board, as a page shows them. `register`: who owes something."""
    queries = BoardQueries(PostgresBoardRows(office.pool), Register(register), office.clock)
    return (await queries.board(BoardFilter(), page=1, page_size=100)).lines.items


def figures_of(office: Office) -> FigureQueries:
    return FigureQueries(StoredPeople(office.pool), office.clock, school)


def guarantee_of(office: Office) -> GuaranteeQueries:
    return GuaranteeQueries(StoredPeople(office.pool), office.clock, school)


def people_of(office: Office) -> PeopleQueries:
    return PeopleQueries(StoredPeople(office.pool), StoredPeople(office.pool), office.clock)


def person_of(office: Office) -> PersonQueries:
    stored = StoredPeople(office.pool)
    return PersonQueries(stored, stored, stored, office.clock, school)


def inbox_of(office: Office) -> InboxQueries:
    return InboxQueries(StoredPeople(office.pool), StoredPeople(office.pool))


def threads_of(office: Office) -> ThreadQueries:
    return ThreadQueries(StoredPeople(office.pool), StoredPeople(office.pool))


def differences_of(office: Office) -> DifferenceQueries:
    return DifferenceQueries(StoredPeople(office.pool), StoredPeople(office.pool))

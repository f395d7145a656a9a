"""Plugs validation together: events in, judgements, events out; the pages of severities."""

from datetime import UTC, datetime
from typing import Final

from starlette.applications import Starlette

from services.validation.adapters.accounts.account_store import accounts_over
from services.validation.adapters.accounts.sender_key_store import sender_keys_over
from services.validation.adapters.cached_severities import CachedSeverities
from services.validation.adapters.postgres_severities import PostgresSeverityLookup
from services.validation.adapters.tables import validation_tables
from services.validation.entrypoints.events import subscriptions
from services.validation.entrypoints.web.accounts.routes import AccountDependencies, account_routes
from services.validation.entrypoints.web.severities import TEMPLATES, SeverityPages, page_routes
from services.validation.queries.accounts import PostgresAccountQueries
from services.validation.queries.severities import PostgresSeverityRows, SeverityQueries
from services.validation.settings import ValidationSettings
from services.validation.usecases.accounts.change_account import ChangeAccount
from services.validation.usecases.accounts.change_sender_key import ChangeSenderKey
from services.validation.usecases.accounts.choose_password import ChoosePassword
from services.validation.usecases.accounts.delegate import Delegate
from services.validation.usecases.change_severity import ChangeSeverity
from services.validation.usecases.judge_again import JudgeAgain
from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from shared.crypto.master_key import read_master_key
from shared.crypto.sender_keys import SenderKeySeal
from shared.erasure.job import EVERY_S, ErasureJob, with_nothing_kept
from shared.erasure.subject_access import EVERY_S as GIVE_EVERY_S
from shared.erasure.subject_access import SubjectAccessJob, nothing_held
from shared.persistence.pool import Pool
from shared.runtime.dead_letters import dead_letter_pages
from shared.runtime.service import ServiceRuntime, run_service
from shared.settings import read_settings
from shared.vocabulary.establishments import Register
from shared.web.accounts.password_rules import read_known_passwords
from shared.web.app import web_app
from shared.web.opening import open_site

_LOOK_EVERY_S: Final = 2.0


def build(runtime: ServiceRuntime, settings: ValidationSettings) -> Starlette:
    """Subscribe the use cases to their events; return the pages."""
    begin = runtime.units_of_work(validation_tables).begin
    for outcome in ("accepted", "refused"):
        runtime.metrics.start_at_zero("onward_rows_total", outcome=outcome)
    judge_rows = JudgeRows(
        begin,
        runtime.keyring.blind_secret,
        CachedSeverities(PostgresSeverityLookup(runtime.pool)),
        flag_test_numbers=settings.flag_test_numbers,
        measures=runtime.metrics,
    )
    runtime.event_consumer.subscribe(*subscriptions(judge_rows, JudgeSubmission(begin, measures=runtime.metrics)))
    runtime.every(_LOOK_EVERY_S, "judge again", JudgeAgain(begin, runtime.clock))
    runtime.every(EVERY_S, "erasures", ErasureJob(runtime.pool, with_nothing_kept("validation")))
    give = SubjectAccessJob(runtime.pool, runtime.keyring, "validation", nothing_held)
    runtime.every(GIVE_EVERY_S, "subject accesses", give)
    site = open_site(settings, "validation", pool=runtime.pool, clock=runtime.clock, templates=TEMPLATES)
    queries = SeverityQueries(PostgresSeverityRows(runtime.pool), runtime.clock)
    severities = SeverityPages(queries, ChangeSeverity(begin, runtime.clock), runtime.clock)
    accounts = account_routes(_accounts(runtime.pool, settings))
    return web_app(site, [*page_routes(severities), *accounts, *dead_letter_pages(runtime)])


def _accounts(pool: Pool, settings: ValidationSettings) -> AccountDependencies:
    """Build what manages accounts; by the wall clock, as sessions are."""
    stored, seal = accounts_over(pool), SenderKeySeal(read_master_key(settings.master_key_file))
    return AccountDependencies(
        queries=PostgresAccountQueries(pool, idle_minutes=settings.session_idle_minutes),
        change=ChangeAccount(stored, _now),
        delegate=Delegate(stored, _now),
        change_key=ChangeSenderKey(sender_keys_over(pool), seal, _now),
        choose_password=ChoosePassword(stored, read_known_passwords(settings.breached_passwords_file), _now),
        register=Register.load(settings.establishments_file),
    )


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    run_service("validation", read_settings(ValidationSettings), build)

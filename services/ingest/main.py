"""Plugs ingest together: the door (hook, page, watched folder) and the extractor, in one process or in two."""

import sys
from pathlib import Path
from typing import Final
from uuid import UUID

from starlette.applications import Starlette

from services.ingest.adapters.holdings import HeldByIngest
from services.ingest.adapters.hook_keys import FileHookKeys
from services.ingest.adapters.postgres_submissions import PostgresSubmissionLookup
from services.ingest.adapters.reading.child_limits import MEGABYTE, ReadingLimits
from services.ingest.adapters.reading.forked_reader import ForkedReader
from services.ingest.adapters.stored_keys import StoredHookKeys
from services.ingest.adapters.tables import ingest_tables
from services.ingest.adapters.vault import FolderVault, VaultDisk
from services.ingest.domain.nil_returns import emailed_periods
from services.ingest.entrypoints.events import subscriptions
from services.ingest.entrypoints.folder import WatchedFolder
from services.ingest.entrypoints.web import hook, nil, sending
from services.ingest.entrypoints.web.hook import Hook, HookKeys
from services.ingest.entrypoints.web.nil import NilPages
from services.ingest.entrypoints.web.sending import SendingPage
from services.ingest.settings import IngestRole, IngestSettings
from services.ingest.usecases.clear_originals import ClearOriginals
from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.ports import IngestTables, LostSubmissions
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.ingest.usecases.record_completed import RecordCompleted
from services.ingest.usecases.report_outcome import OUTCOMES
from services.ingest.usecases.resend_lost import ResendAfterGaps, ResendLost
from services.ingest.usecases.resend_outdated import ResendOutdated
from services.ingest.usecases.state_nil import OfferNil, StateNil
from shared.crypto.master_key import read_master_key
from shared.crypto.sender_keys import SenderKeySeal
from shared.erasure.job import EVERY_S as ERASE_EVERY_S
from shared.erasure.subject_access import EVERY_S as GIVE_EVERY_S
from shared.erasure.subject_access import SubjectAccessJob
from shared.outbox.unit_of_work import Begin
from shared.runtime.dead_letters import dead_letter_pages
from shared.runtime.service import ServiceRuntime, open_service, run, run_service
from shared.settings import read_settings
from shared.vocabulary.establishments import Register
from shared.web.accounts.permissions import Permission
from shared.web.app import web_app
from shared.web.opening import open_site
from shared.web.pages.site import Site
from shared.web.requests.routes import GuardedRoute, Open, get, post

_TEMPLATES: Final = Path(__file__).parent / "entrypoints" / "web" / "templates"
_RESEND_EVERY_S: Final = 10.0
_PURGE_EVERY_S: Final = 3600.0
_KEYS_EVERY_S: Final = 2.0
_DISK_EVERY_S: Final = 30.0
_SIGNED: Final = Open("every delivery is signed with the sender's key")


def build(runtime: ServiceRuntime, settings: IngestSettings) -> Starlette:
    """Plug in what this process does, the door, the extractor or both; return the pages."""
    begin = runtime.units_of_work(ingest_tables).begin
    vault = FolderVault(settings.vault_dir, read_master_key(settings.master_key_file))
    runtime.every(_DISK_EVERY_S, "vault's disk", VaultDisk(settings.vault_dir, runtime.metrics))
    if IngestRole.EXTRACTOR in settings.roles:
        _add_extractor(runtime, settings, begin, vault)
    site = open_site(settings, "ingest", pool=runtime.pool, clock=runtime.clock, templates=_TEMPLATES)
    routes: list[GuardedRoute] = []
    if IngestRole.DOOR in settings.roles:
        receive = ReceiveSubmission(begin, PostgresSubmissionLookup(runtime.pool), vault, runtime.clock)
        _watch_folder(runtime, settings, receive)
        find = Register.load(settings.establishments_file).find
        state_nil = StateNil(receive, find, runtime.clock)
        pages = NilPages(OfferNil(find, runtime.clock), state_nil, find, lambda: emailed_periods(runtime.clock.today()))
        routes = [*_door(receive, state_nil, _hook_keys(runtime, settings), site), *_nil(pages)]
    return web_app(site, [*routes, *dead_letter_pages(runtime)])


def _add_extractor(
    runtime: ServiceRuntime, settings: IngestSettings, begin: Begin[IngestTables], vault: FolderVault
) -> None:
    for outcome in OUTCOMES:
        runtime.metrics.start_at_zero("onward_submissions_total", outcome=outcome)
    reader = ForkedReader(
        ReadingLimits(memory_bytes=settings.reader_memory_mb * MEGABYTE, cpu_s=settings.reader_cpu_s),
        at_once=settings.readers,
        measures=runtime.metrics,
    )
    runtime.at_start(reader.start)
    runtime.at_stop(reader.stop)
    register = Register.load(settings.establishments_file)
    extract_rows = ExtractRows(
        begin,
        PostgresSubmissionLookup(runtime.pool),
        vault,
        reader,
        runtime.publisher,
        register.find,
        measures=runtime.metrics,
    )
    runtime.event_consumer.subscribe(*subscriptions(extract_rows, RecordCompleted(begin), ResendOutdated(begin)))
    runtime.every(_RESEND_EVERY_S, "resend what was lost", ResendAfterGaps(begin))
    runtime.every(ERASE_EVERY_S, "erasures", ClearOriginals(begin, vault, reader))
    held = HeldByIngest(runtime.pool, vault, reader)
    give = SubjectAccessJob(runtime.pool, runtime.keyring, "ingest", held, after="reporting")
    runtime.every(GIVE_EVERY_S, "subject accesses", give)


def _watch_folder(runtime: ServiceRuntime, settings: IngestSettings, receive: ReceiveSubmission) -> None:
    if settings.watched_folder is not None:
        folder = WatchedFolder(settings.watched_folder, receive, may_send=settings.watched_folder_may_send)
        runtime.every(settings.watched_folder_every_s, "watched folder", folder.look)
        runtime.every(_PURGE_EVERY_S, "old files", lambda: folder.purge(kept_days=settings.watched_folder_kept_days))


def _hook_keys(runtime: ServiceRuntime, settings: IngestSettings) -> HookKeys:
    """Return the keys of senders: the operator's file, and what administrators keep, looked at every few seconds."""
    seal = SenderKeySeal(read_master_key(settings.master_key_file))
    keys = StoredHookKeys(runtime.pool, FileHookKeys(settings.hook_keys_file), seal)
    runtime.every(_KEYS_EVERY_S, "keys of senders", keys.look)
    return keys


def _door(receive: ReceiveSubmission, state_nil: StateNil, keys: HookKeys, site: Site) -> list[GuardedRoute]:
    page = SendingPage(receive)
    reporting = site.addresses.of("reporting")
    portal = Hook(receive, state_nil, keys, lambda path: f"{reporting}{path}")
    return [
        get("/", page.show, needs=Permission.SEND_FILES),
        get(sending.PATH, page.show, needs=Permission.SEND_FILES),
        post(sending.PATH, page.send, needs=Permission.SEND_FILES, form="streamed"),
        post(hook.PATH, portal, needs=_SIGNED, form="none"),
    ]


def _nil(pages: NilPages) -> list[GuardedRoute]:
    return [
        get(nil.PATH, pages.show, needs=Permission.STATE_NIL),
        post(nil.PATH, pages.state, needs=Permission.STATE_NIL),
        get(nil.RECORD_PATH, pages.ask, needs=Permission.RECORD_NIL),
        post(nil.RECORD_PATH, pages.record, needs=Permission.RECORD_NIL),
    ]


async def resend(settings: IngestSettings, submission_ids: list[UUID]) -> None:
    """Resend those submissions, or all, that have no verdict, and print how many: `./onward resend`."""
    async with open_service(settings, "ingest") as runtime:
        resend_lost = ResendLost(runtime.units_of_work(ingest_tables).begin)
        resent = await resend_lost(LostSubmissions(submission_ids=submission_ids or None))
        sys.stdout.write(f"submissions without a verdict that are resent: {resent}\n")
        if resent < len(set(submission_ids)):
            sys.stdout.write("the others have a verdict, or there is no such submission: nothing is resent of them\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["resend"]:
        run(resend(read_settings(IngestSettings), [UUID(text) for text in sys.argv[2:]]))
    run_service("ingest", read_settings(IngestSettings), build)

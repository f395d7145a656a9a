"""Plugs ingest together: the door (hook, page, watched folder) and the extractor, in one process or in two."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from services.ingest.adapters.hook_keys import FileHookKeys
from services.ingest.adapters.postgres_ledger import PostgresLedger
from services.ingest.adapters.reading.forked_reader import ForkedReader
from services.ingest.adapters.reading.limits import MEGABYTE, ReadingLimits
from services.ingest.adapters.vault.folder import FolderVault
from services.ingest.entrypoints.events import listen
from services.ingest.entrypoints.folder import WatchedFolder
from services.ingest.entrypoints.web import hook, sending
from services.ingest.entrypoints.web.hook import Hook
from services.ingest.entrypoints.web.sending import SendingPage
from services.ingest.settings import IngestRole, IngestSettings
from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.ingest.usecases.resend_lost import RecordCompleted, ResendLost
from shared.crypto.master_key import read_master_key
from shared.runtime.service import House, open_house, run
from shared.vocabulary.establishments import Register, bundled_register_csv
from shared.web.accounts.permissions import Permission
from shared.web.app import web_app
from shared.web.opening import open_site
from shared.web.pages.site import Site
from shared.web.requests.routes import GuardedRoute, Open, get, post

_TEMPLATES: Final = Path(__file__).parent / "entrypoints" / "web" / "templates"
_RESEND_EVERY_S: Final = 10.0
_PURGE_EVERY_S: Final = 3600.0
_SIGNED: Final = Open("every delivery is signed with the sender's key")


async def main(settings: IngestSettings) -> None:
    """Run the service until it is told to stop."""
    async with open_house(settings, "ingest") as house:
        reader = ForkedReader(
            ReadingLimits(memory_bytes=settings.reader_memory_mb * MEGABYTE, cpu_s=settings.reader_cpu_s),
            at_once=settings.readers,
            metrics=house.metrics,
        )
        try:
            await _furnish(house, settings, reader)
        finally:
            await reader.stop()


async def _furnish(house: House, settings: IngestSettings, reader: ForkedReader) -> None:
    ledger = PostgresLedger(house.pool, house.units)
    vault = FolderVault(settings.vault_dir, read_master_key(settings.master_key_file))
    receive = ReceiveSubmission(ledger, vault, house.clock)
    if IngestRole.EXTRACTOR in settings.roles:
        await reader.start()  # before anything else is under way: its memory stays small
        extract = ExtractRows(ledger, vault, reader, house.publisher, _registered_in(_register(settings)))
        listen(house.event_consumer, extract, RecordCompleted(ledger), house.metrics)
        house.every(_RESEND_EVERY_S, "resend what was lost", ResendLost(ledger).after_gaps)
    site = open_site(settings, "ingest", pool=house.pool, clock=house.clock, templates=_TEMPLATES)
    routes: list[GuardedRoute] = []
    if IngestRole.DOOR in settings.roles:
        routes = _door(receive, settings, site)
        if settings.watched_folder is not None:
            folder = WatchedFolder(settings.watched_folder, receive, may_send=settings.watched_folder_may_send)
            house.every(settings.watched_folder_every_s, "watched folder", folder.look)
            house.every(_PURGE_EVERY_S, "old files", lambda: folder.purge(kept_days=settings.watched_folder_kept_days))
    await house.run_app(web_app(site, routes))


def _door(receive: ReceiveSubmission, settings: IngestSettings, site: Site) -> list[GuardedRoute]:
    page = SendingPage(receive)
    reporting = site.addresses.of("reporting")
    portal = Hook(receive, FileHookKeys(settings.hook_keys_file), lambda path: f"{reporting}{path}")
    return [
        get("/", page.show, needs=Permission.SEND_FILES),
        get(sending.PATH, page.show, needs=Permission.SEND_FILES),
        post(sending.PATH, page.send, needs=Permission.SEND_FILES, form="streamed"),
        post(hook.PATH, portal, needs=_SIGNED, form="none"),
    ]


def _register(settings: IngestSettings) -> Register:
    path = settings.establishments_file
    return Register.from_csv(path.read_text(encoding="utf-8") if path else bundled_register_csv())


def _registered_in(register: Register) -> Callable[[str], bool]:
    return lambda number: register.by_dfe_number(number) is not None


async def resend(settings: IngestSettings, submission_ids: list[UUID]) -> None:
    """Resend those submissions, or all, that have no verdict, and print how many: `./onward resend`."""
    async with open_house(settings, "ingest") as house:
        again = ResendLost(PostgresLedger(house.pool, house.units))
        sys.stdout.write(f"submissions without a verdict that are resent: {await again(submission_ids or None)}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["resend"]:
        run(resend(IngestSettings(), [UUID(text) for text in sys.argv[2:]]))
    run(main(IngestSettings()))

"""What reporting sends by e-mail: builds reminders and notices, and what their pages need."""

from itertools import product
from typing import Final, get_args

from services.reporting.adapters.notices.mails import PostgresNoticeMails
from services.reporting.adapters.notices.tables import notice_tables
from services.reporting.adapters.reminders.database_time import PostgresTime
from services.reporting.adapters.reminders.mail import SmtpServer, mail_settings
from services.reporting.adapters.reminders.records import PostgresReminderRecords
from services.reporting.adapters.reminders.tables import reminder_tables
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.notices.pages import NoticeDependencies
from services.reporting.entrypoints.web.reminders.pages import ReminderDependencies
from services.reporting.queries.calendar.calendar import PostgresCalendarRows
from services.reporting.queries.notices.inbox import PostgresNoticeInbox
from services.reporting.queries.notices.mails import NoticeMailQueries, PostgresNoticePlans
from services.reporting.queries.reminders.contacts import ContactQueries, PostgresContactRows
from services.reporting.queries.reminders.history import MailState, PostgresHistory
from services.reporting.queries.reminders.owed import owed_reader
from services.reporting.queries.reminders.preview import PostgresReminderSources, PreviewQueries
from services.reporting.queries.reminders.rules import RuleQueries
from services.reporting.settings import ReportingSettings
from services.reporting.usecases.notices.keep_notices import KeepNotices
from services.reporting.usecases.notices.read_notices import ChooseNotices, MarkRead
from services.reporting.usecases.notices.send_notices import SendNotices
from services.reporting.usecases.reminders.enter_settings import EndPause, KeepContacts, PauseReminders
from services.reporting.usecases.reminders.send_reminders import (
    MAIL_OUTCOMES,
    MailKind,
    Sending,
    SendingHours,
    SendReminders,
)
from shared.runtime.service import ServiceRuntime
from shared.vocabulary.establishments import Register

_REMINDERS_LOOK_S: Final = 300.0
_NOTICES_LOOK_S: Final = 30.0
_NOTICE_MAILS_LOOK_S: Final = 60.0


def add_reminders(runtime: ServiceRuntime, settings: ReportingSettings, register: Register) -> ReminderDependencies:
    """Let reminders be sent while a mail server is set; return what their pages need."""
    pool, owed, names = runtime.pool, owed_reader(register), Names(register)
    begin, now = runtime.units_of_work(reminder_tables(owed)).begin, PostgresTime(runtime.pool, runtime.clock)
    sending = _sending_of(runtime, settings, names)
    send = SendReminders(begin, PostgresReminderRecords(pool), now, sending) if sending else None
    if send is not None:
        runtime.every(_REMINDERS_LOOK_S, "reminders", send)
    return ReminderDependencies(
        preview=PreviewQueries(PostgresReminderSources(pool, owed), settings.sign_in_address, names.of),
        history=PostgresHistory(pool),
        contacts=ContactQueries(PostgresContactRows(pool), register),
        pause=PauseReminders(begin, now),
        end_pause=EndPause(begin, now),
        keep_contacts=KeepContacts(begin, now),
        time=now,
        mail=MailState(sending is not None, settings.reminders_from, settings.reminders_until),
        rules=RuleQueries(PostgresCalendarRows(pool).calendar),
        send=send,
    )


def add_notices(
    runtime: ServiceRuntime, settings: ReportingSettings, register: Register, reminders: ReminderDependencies
) -> NoticeDependencies:
    """Note what there is to be told, let e-mails go out while a mail server is set; return what the pages need."""
    pool, names, now = runtime.pool, Names(register), reminders.time
    begin = runtime.units_of_work(notice_tables).begin
    site = settings.reporting_url.rstrip("/")
    runtime.every(_NOTICES_LOOK_S, "notices", KeepNotices(begin, now))
    sending = _sending_of(runtime, settings, names)
    send = SendNotices(begin, PostgresNoticeMails(pool), now, sending, site) if sending else None
    if send is not None:
        runtime.every(_NOTICE_MAILS_LOOK_S, "e-mails with notices", send)
    return NoticeDependencies(
        inbox=PostgresNoticeInbox(pool),
        mails=NoticeMailQueries(PostgresNoticePlans(pool), site, names.of),
        mark_read=MarkRead(begin, now),
        choose=ChooseNotices(begin, now),
        history=reminders.history,
        time=now,
        mail=reminders.mail,
        send=send,
    )


def _sending_of(runtime: ServiceRuntime, settings: ReportingSettings, names: Names) -> Sending | None:
    """Return how messages are sent; None: no mail server is set. Raises OSError when the password cannot be read."""
    mail = mail_settings(settings)
    if mail is None:
        return None
    for kind, outcome in product(get_args(MailKind), MAIL_OUTCOMES):
        runtime.metrics.start_at_zero("onward_mails_total", kind=kind, outcome=outcome)
    hours = SendingHours(settings.reminders_from, settings.reminders_until)
    return Sending(SmtpServer(mail), hours, settings.sign_in_address, names.of, mail.domain, runtime.metrics)

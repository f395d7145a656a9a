"""What `./onward chase` does: print whom a day's reminders and the e-mails with notices go to, or send what is due."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Final

from services.reporting.entrypoints.web.labels import Names, collection_title
from services.reporting.entrypoints.web.notices.pages import WHY_WORDS, NoticeDependencies
from services.reporting.entrypoints.web.reminders.pages import ReminderDependencies
from services.reporting.entrypoints.web.reminders.words import SHOWN_WORDS, rung_words
from services.reporting.queries.reminders.preview import SHOWN, PreviewLine
from shared.vocabulary.collections.periods import period_words
from shared.vocabulary.london import london_day

GO: Final = "--go"
_ALL: Final = 100_000
_NO_SERVER: Final = "No mail server is set (ONWARD_MAIL_HOST), so nothing is sent."


class Chase:
    """Prints or sends. It names establishments and returns, and no address."""

    def __init__(self, reminders: ReminderDependencies, notices: NoticeDependencies, names: Names) -> None:
        self._reminders = reminders
        self._notices = notices
        self._names = names

    async def __call__(self, words: Sequence[str]) -> AsyncIterator[str]:
        """Yield lines of text. `words`: a day as 2026-10-30, today if left out; or `--go`. Raises Transient."""
        if GO in words:
            yield await self._sent()
            return
        now = await self._reminders.time.now()
        day = date.fromisoformat(words[0]) if words else london_day(now)
        async for line in self._lines_of(day):
            yield line
        if day == london_day(now):
            async for line in self._lines_of_notices():
                yield line
        yield f"Nothing was sent{'' if self._reminders.mail.on else ': no mail server is set'}."

    async def _lines_of(self, day: date) -> AsyncIterator[str]:
        found = await self._reminders.preview.preview(day, "written", page=1, page_size=_ALL)
        yield f"Reminders on {day:%A} {day.day} {day:%B %Y}: {found.counts['written']}; messages: {found.messages}"
        for one in SHOWN:
            if one != "written" and found.counts[one]:
                yield f"  not sent: {found.counts[one]} ({SHOWN_WORDS[one].lower()})"
        for line in found.lines.items:
            yield f"  {self._line(line)}"

    async def _lines_of_notices(self) -> AsyncIterator[str]:
        found = await self._notices.mails.preview(await self._notices.time.now())
        yield f"E-mails with notices, now: {len(found.mails)}"
        for why, words in WHY_WORDS.items():
            if found.left_out[why]:
                yield f"  notices not in them: {found.left_out[why]} ({words.lower()})"
        for one in found.mails:
            yield f"  {one.establishment} {self._names.of(one.establishment)}, {one.role}: {one.letter.subject}"

    def _line(self, line: PreviewLine) -> str:
        key = line.key
        what = ", ".join(filter(None, (collection_title(key.collection), period_words(key.period))))
        whom = f"{key.establishment} {self._names.of(key.establishment)}, {key.role}"
        return f"{whom}: {what}, due {key.due_on}, {rung_words(key.rung).lower()}"

    async def _sent(self) -> str:
        """Send what is due now, in the hours of sending, and return how many messages the mail server took."""
        if self._reminders.send is None or self._notices.send is None:
            return _NO_SERVER
        mail, reminders, notices = self._reminders.mail, await self._reminders.send(), await self._notices.send()
        hours = f"{mail.start:%H:%M} to {mail.end:%H:%M} on working days"
        return f"Sent: {reminders} messages with reminders, {notices} e-mails with notices ({hours})."

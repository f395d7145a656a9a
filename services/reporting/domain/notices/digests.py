"""Which e-mails go out now, and which notices stand in each; what is left out, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from services.reporting.domain.notices.file_states import FileState, notice_kind
from services.reporting.domain.notices.list_states import ListState, waits_for_answers
from services.reporting.domain.notices.policies import NoticeKind, digest_policy, notice_policy
from services.reporting.domain.reminders.ladders import ContactRole
from shared.vocabulary.london import london_day


class Notice(NamedTuple):
    """A notice, and how what it is about stands now."""

    notice_id: int
    kind: NoticeKind
    noted_at: datetime
    about: FileState | ListState

    @property
    def holds(self) -> bool:
        """Whether it is still so."""
        if isinstance(self.about, ListState):
            return self.kind == "list out" and waits_for_answers(self.about)
        return notice_kind(self.about) == self.kind


class NoticeKey(NamedTuple):
    """Which notice to which contact: at most one e-mail ever tells it."""

    notice_id: int
    role: ContactRole


class NoticeSituation(NamedTuple):
    """What e-mails depend on, apart from the notices."""

    contacts: Collection[tuple[str, ContactRole]]
    """Establishments and roles for which there is an address."""
    turned_off: Collection[tuple[str, NoticeKind]]
    """What establishments do not want by e-mail."""
    stopped: Collection[str | None]
    """Establishments to which nothing is sent for now; None among them: nothing is sent to anybody."""
    handled: Collection[NoticeKey]
    """What was told, or must not be tried again."""
    last_mail: Mapping[tuple[str, ContactRole], datetime]
    """When a contact was sent the last e-mail with notices."""
    last_try: Mapping[tuple[str, ContactRole], datetime] = MappingProxyType({})
    """When the mail server last said of a contact that it is to be tried again."""


class NoticeMail(NamedTuple):
    """One e-mail to a contact of an establishment, with all that waits for it."""

    establishment: str
    role: ContactRole
    notices: tuple[Notice, ...]

    @property
    def keys(self) -> tuple[NoticeKey, ...]:
        """What it tells to whom."""
        return tuple(NoticeKey(one.notice_id, self.role) for one in self.notices)


WhyNoMail = Literal["handled", "void", "off", "stopped", "nobody", "too soon"]
"""void: it is not so any more. off: the establishment does not want it. stopped: the authority does not want it sent.
nobody: no address is known. too soon: it waits for others, or for the time since the last e-mail to pass."""


class NoticePlan(NamedTuple):
    """What goes out now, by establishment and role, and what does not."""

    mails: tuple[NoticeMail, ...]
    left_out: tuple[tuple[Notice, WhyNoMail], ...]


def mails_at(now: datetime, notices: Iterable[Notice], situation: NoticeSituation) -> NoticePlan:
    """Return which e-mails go out at a moment. All that waits for a contact goes with the first that may."""
    waiting: dict[tuple[str, ContactRole], list[Notice]] = defaultdict(list)
    left_out: list[tuple[Notice, WhyNoMail]] = []
    for notice in sorted(notices, key=lambda one: one.notice_id):
        for role in notice_policy(notice.kind, london_day(now)).roles:
            why = _why_not(notice, role, situation)
            if why is None:
                waiting[notice.about.establishment, role].append(notice)
            else:
                left_out.append((notice, why))
    mails = []
    for to, found in sorted(waiting.items()):
        if _may_be_tried(situation.last_try.get(to), now) and any(
            _may_go(one, situation.last_mail.get(to), now) for one in found
        ):
            mails.append(NoticeMail(*to, tuple(found)))
        else:
            left_out += [(one, "too soon") for one in found]
    return NoticePlan(tuple(mails), tuple(left_out))


def _why_not(notice: Notice, role: ContactRole, situation: NoticeSituation) -> WhyNoMail | None:
    establishment = notice.about.establishment
    if NoticeKey(notice.notice_id, role) in situation.handled:
        return "handled"
    if not notice.holds:
        return "void"
    if (establishment, notice.kind) in situation.turned_off:
        return "off"
    if None in situation.stopped or establishment in situation.stopped:
        return "stopped"
    return None if (establishment, role) in situation.contacts else "nobody"


def _may_be_tried(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= digest_policy(london_day(now)).try_again_after


def _may_go(notice: Notice, last: datetime | None, now: datetime) -> bool:
    day = london_day(now)
    gathered = now - notice.noted_at >= digest_policy(day).gather
    return gathered and (last is None or now - last >= notice_policy(notice.kind, day).at_most_every)

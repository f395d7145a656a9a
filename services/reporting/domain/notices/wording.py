"""The words of notices: which return, when, how many rows or names; no name of a person or of a file."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.reporting.domain.notices.digests import Notice, NoticeMail
from services.reporting.domain.notices.file_states import FileState
from services.reporting.domain.notices.list_states import ListState
from services.reporting.domain.notices.policies import NoticeKind
from services.reporting.domain.reminders.ladders import WORDS_OF_ROLES
from services.reporting.domain.reminders.letters import Letter, Paragraph, letter_from
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.periods import period_words
from shared.vocabulary.issues import find_issue
from shared.vocabulary.london import LONDON

_HEADS: Final[dict[NoticeKind, str]] = {
    "list out": "These lists of young people are out for you. After you have signed in, download yours, fill it in and"
    " send it:",
    "to mend": "Rows of these returns could not be used. Put them right and send the return again:",
    "not used": "These could not be used. Put right what is said there and send them again:",
    "accepted": "These returns have been accepted:",
}
_SUBJECTS: Final[dict[NoticeKind, tuple[str, str]]] = {
    "list out": ("list for you", "lists for you"),
    "to mend": ("return with rows to put right", "returns with rows to put right"),
    "not used": ("return that could not be used", "returns that could not be used"),
    "accepted": ("return accepted", "returns accepted"),
}
_VOID_FILE: Final = "Not so any more: its page says how it stands."
_VOID_LIST: Final = "Not so any more: it was taken back, or all its names are answered."


def notice_letter(mail: NoticeMail, establishment_name: str, site: str) -> Letter:
    """Return what an e-mail says; `site`: the address of reporting's pages, without a stroke at its end."""
    by_kind = {kind: [one for one in mail.notices if one.kind == kind] for kind in _HEADS}
    paragraphs: list[Paragraph] = [f"{WORDS_OF_ROLES[mail.role]}, {establishment_name}"]
    for kind, found in by_kind.items():
        if found:
            paragraphs += [_HEADS[kind], [_line(one, site) for one in found]]
    inbox = f"{site}/notices"
    paragraphs.append(f"All notices, and which of them you want by e-mail: {inbox}")
    pages = [f"{site}{path_of(one)}" for one in mail.notices]
    return letter_from(_subject(by_kind), "Notices", paragraphs, [*pages, inbox])


def return_words(about: FileState | ListState) -> str:
    """Return which return a file or a list is for, as far as that is known."""
    if about.collection is None or about.collection not in COLLECTIONS:
        return "A file"
    period = period_words(about.period) if about.period else ""
    return ", ".join(filter(None, (COLLECTIONS[about.collection].title, period)))


def path_of(notice: Notice) -> str:
    """Return where a notice leads: the page of the file, or the download of the establishment's list."""
    about = notice.about
    if isinstance(about, ListState):
        return f"/lists/{about.collection}/of/{about.establishment}"
    return f"/submissions/{about.submission_id}"


def notice_sentence(notice: Notice) -> str:
    """Return what a notice says in a sentence, by how things stand now."""
    about = notice.about
    if isinstance(about, ListState):
        return _of_list(about) if notice.holds else _VOID_LIST
    return _of_file(notice.kind, about) if notice.holds else _VOID_FILE


def _of_file(kind: NoticeKind, file: FileState) -> str:
    if kind == "not used":
        issue = find_issue(file.outcome_code) if file.outcome_code else None
        return issue.sentence if issue is not None else "It could not be used."
    if kind == "to mend":
        rows = file.rows_accepted + file.rows_refused + file.rows_unanswered
        return f"{file.rows_refused:,} of {rows:,} rows could not be used.{_not_answered(file)}"
    if file.nil:
        return "You stated that there is nothing to send."
    return f"{_rows(file.rows_accepted)}.{_not_answered(file)}"


def _not_answered(file: FileState) -> str:
    return f" {_rows(file.rows_unanswered)} not answered yet." if file.rows_unanswered else ""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _of_list(of: ListState) -> str:
    names = "1 name" if of.listed == 1 else f"{of.listed:,} names"
    answered = f", {of.answered:,} answered" if of.answered else ""
    by = f" Answer by {of.due_on:%A} {of.due_on.day} {of.due_on:%B %Y}." if of.due_on else ""
    return f"{names}{answered}.{by}"


def _line(notice: Notice, site: str) -> str:
    about = notice.about
    came, at = ("sent out", about.issued_at) if isinstance(about, ListState) else ("received", about.received_at)
    local = at.astimezone(LONDON)
    when = f"{came} on {local.day} {local:%B %Y} at {local:%H:%M}"
    return f"{return_words(about)}, {when}. {notice_sentence(notice)} {site}{path_of(notice)}"


def _subject(by_kind: Mapping[NoticeKind, Sequence[Notice]]) -> str:
    counted = [f"{len(found)} {_SUBJECTS[kind][len(found) > 1]}" for kind, found in by_kind.items() if found]
    return f"Notice: {', '.join(counted)}"

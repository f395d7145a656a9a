"""The words of an e-mail with notices: which return, when it came, how many rows; no name of a person or of a file."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.reporting.domain.notices.digests import Notice, NoticeMail
from services.reporting.domain.notices.file_states import FileState
from services.reporting.domain.notices.policies import NoticeKind
from services.reporting.domain.reminders.ladders import WORDS_OF_ROLES
from services.reporting.domain.reminders.letters import Letter, Paragraph, letter_from
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.periods import period_words
from shared.vocabulary.issues import find_issue
from shared.vocabulary.london import LONDON

_HEADS: Final[dict[NoticeKind, str]] = {
    "to mend": "Rows of these returns could not be used. Put them right and send the return again:",
    "not used": "These could not be used. Put right what is said there and send them again:",
    "accepted": "These returns have been accepted:",
}
_SUBJECTS: Final[dict[NoticeKind, str]] = {
    "to mend": "with rows to put right",
    "not used": "that could not be used",
    "accepted": "accepted",
}


def notice_letter(mail: NoticeMail, establishment_name: str, site: str) -> Letter:
    """Return what an e-mail says; `site`: the address of reporting's pages, without a stroke at its end."""
    by_kind = {kind: [one for one in mail.notices if one.kind == kind] for kind in _HEADS}
    paragraphs: list[Paragraph] = [f"{WORDS_OF_ROLES[mail.role]}, {establishment_name}"]
    for kind, found in by_kind.items():
        if found:
            paragraphs += [_HEADS[kind], [_line(one, site) for one in found]]
    inbox = f"{site}/notices"
    paragraphs.append(f"All notices, and which of them you want by e-mail: {inbox}")
    pages = [_page(one.file, site) for one in mail.notices]
    return letter_from(_subject(by_kind), "Notices", paragraphs, [*pages, inbox])


def return_words(file: FileState) -> str:
    """Return which return a file is for, as far as that is known."""
    if file.collection is None or file.collection not in COLLECTIONS:
        return "A file"
    period = period_words(file.period) if file.period else ""
    return ", ".join(filter(None, (COLLECTIONS[file.collection].title, period)))


def what_came_of_it(notice: Notice) -> str:
    """Return what a notice says in a sentence, by how its file stands now."""
    file = notice.file
    if notice.kind == "not used":
        issue = find_issue(file.outcome_code) if file.outcome_code else None
        return issue.sentence if issue is not None else "It could not be used."
    if notice.kind == "to mend":
        rows = file.rows_accepted + file.rows_refused
        return f"{file.rows_refused:,} of {rows:,} rows could not be used."
    if file.nil:
        return "You stated that there is nothing to send."
    return "1 row." if file.rows_accepted == 1 else f"{file.rows_accepted:,} rows."


def _line(notice: Notice, site: str) -> str:
    at = notice.file.received_at.astimezone(LONDON)
    came = f"{at.day} {at:%B %Y} at {at:%H:%M}"
    return f"{return_words(notice.file)}, received on {came}. {what_came_of_it(notice)} {_page(notice.file, site)}"


def _page(file: FileState, site: str) -> str:
    return f"{site}/submissions/{file.submission_id}"


def _subject(by_kind: Mapping[NoticeKind, Sequence[Notice]]) -> str:
    counted = [
        f"{len(found)} {'return' if len(found) == 1 else 'returns'} {_SUBJECTS[kind]}"
        for kind, found in by_kind.items()
        if found
    ]
    return f"Notice: {', '.join(counted)}"

"""The manual's page of what takes two people and what one does alone, written from the two tables of acts."""

from shared.vocabulary.acts.one_person import ONE_PERSON
from shared.vocabulary.acts.two_people import TWO_PEOPLE
from shared.web.accounts.permissions import Permission
from tools.manual.markdown import page, table


def two_people_page() -> str:
    """Return both tables."""
    return page(
        [
            "# What takes two people",
            "",
            "One asks, another confirms or turns it down; until then nothing has changed. Whoever asked cannot confirm:"
            " not under another name of the same account, not with another role, not while acting for somebody else."
            " What waits stands on the page *Waiting for a second person*; both words are in the audit. A form or a"
            " command that stands in neither table fails a test. [Why](../decisions/0062-two-people.md).",
            "",
            *table(
                ("What", "From", "Who asks", "Who confirms", "Where", "Lapses after", "Because", "Undone", "Source"),
                (
                    (
                        one.words,
                        one.bound,
                        " or ".join(Permission[name].value for name in one.asks),
                        Permission[one.confirms].value,
                        "; ".join(f"`{act}`" for act in (*one.acts, one.confirmed_at)),
                        f"{one.lapses_days} days",
                        one.why,
                        one.undone,
                        one.source,
                    )
                    for one in TWO_PEOPLE.values()
                ),
            ),
            "",
            "## What one person does alone",
            "",
            *table(
                ("What", "Where", "Why one is enough"),
                ((one.words, "; ".join(f"`{act}`" for act in one.acts), one.why) for one in ONE_PERSON),
            ),
        ]
    )

"""Validation's tables inside one transaction."""

from services.validation.adapters.postgres_judgements import PostgresJudgements
from services.validation.adapters.postgres_severities import PostgresOutdatedJudgements, PostgresSeverityChanges
from services.validation.usecases.ports import ValidationTables
from shared.persistence.pool import Connection


def validation_tables(connection: Connection) -> ValidationTables:
    """Return the tables as the transaction of this connection sees them."""
    return ValidationTables(
        judgements=PostgresJudgements(connection),
        severities=PostgresSeverityChanges(connection),
        outdated=PostgresOutdatedJudgements(connection),
    )

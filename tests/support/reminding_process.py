"""A process that sends reminders until there is nothing left to send: `python -m` with what it needs, for tests.

Arguments: address of the database, port of the mail server, the business time, minutes by which its clock is wrong, and
the returns that are owed, as JSON.
"""

import asyncio
import json
import sys
from datetime import date, datetime, timedelta

from services.reporting.adapters.reminders.mail import MailSettings, SmtpServer
from services.reporting.domain.reminders.planning import OwedReturn
from shared.errors import Transient
from shared.persistence.pool import open_pool
from tests.support.mail_server import SENDER
from tests.support.reminders import Replica, owed_unless_accepted


async def main(database: str, port: str, now: str, skew: str, returns: str) -> None:
    """Send until two looks in a row find nothing."""
    owed = [
        OwedReturn(establishment, collection, period, date.fromisoformat(due_on), date.fromisoformat(last_day))
        for establishment, collection, period, due_on, last_day in json.loads(returns)
    ]
    pool = await open_pool(database, schema="reporting", size_max=4)
    server = SmtpServer(MailSettings("127.0.0.1", int(port), "none", SENDER))
    wrong = timedelta(minutes=int(skew))
    replica = Replica(pool, server, owed_unless_accepted(owed), datetime.fromisoformat(now), skew=wrong)
    idle = 0
    while idle < 2:
        try:
            idle = 0 if await replica.send() else idle + 1
        except Transient:
            idle = 0


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

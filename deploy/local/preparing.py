"""Makes ready what the services need before they start: database, topics, keys, register, accounts."""

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Any

import asyncpg
from aiokafka.errors import KafkaError

from deploy.jobs.whole_files import write_whole
from deploy.local.errors import StackError
from deploy.local.paths import StackPaths
from deploy.local.servers.kafka_address import KafkaAddress
from deploy.local.state import addresses, credentials

SCHOOL_ROW = f"{credentials.SCHOOL},Harbour View Example School,,,School,,2000-09-01,\n"
"""An invented school, so that a file can be sent before any demo wrote its register."""


def prepare(paths: StackPaths, content: dict[str, Any], settings: Mapping[str, str] = os.environ) -> None:
    """Migrate, create topics, and make the keys, the register and the accounts. Twice is once."""
    from deploy.jobs.accounts import ensure_accounts
    from deploy.jobs.migrate import MigrationRefused, migrate
    from deploy.jobs.topics import prepare_kafka
    from shared.errors import OnwardError

    credentials.ensure_master_key(paths)
    credentials.ensure_hook_keys(paths)
    _ensure_register(paths)
    admin_url, kafka_address = content["postgres"]["admin_url"], KafkaAddress.from_json(content["kafka"])
    accounts = credentials.accounts(paths)
    prefix = settings.get("ONWARD_TOPIC_PREFIX") or "onward"
    try:
        asyncio.run(migrate(admin_url, passwords=credentials.service_passwords(paths)))
        access, passwords_dir = kafka_address.access(), kafka_address.passwords_dir
        _, drift, _ = asyncio.run(prepare_kafka(access, prefix, passwords_dir))
        asyncio.run(ensure_accounts(admin_url, accounts))
    except MigrationRefused as refusal:
        raise StackError(f"{refusal}. Where the data may go: make clean.") from None
    except (OnwardError, KafkaError, asyncpg.PostgresError, OSError) as failure:
        raise StackError(f"Preparing database and topics failed: {type(failure).__name__}: {failure}") from failure
    for one in drift:
        print(f"{one.topic}: {one.setting} is {one.found}, the table says {one.wanted}", file=sys.stderr)
    people = [{"account": a.name, "password": a.password, "role": a.role.value} for a in accounts]
    addresses.update(paths, lambda file: file.update(sign_in=people))


def _ensure_register(paths: StackPaths) -> None:
    """Write the register that comes with the product and one invented school, unless a demo wrote another."""
    from shared.vocabulary.establishments import bundled_register_csv

    if not paths.establishments.exists() or paths.establishments.stat().st_size == 0:
        write_whole(paths.establishments, bundled_register_csv().rstrip("\n") + "\n" + SCHOOL_ROW)

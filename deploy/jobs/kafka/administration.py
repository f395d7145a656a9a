"""Accounts and rights on Kafka, by the administrator's account. aiokafka has no calls for them; librdkafka has."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from shared.concurrency.backoff import Backoff
from shared.contracts.rights import Right
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess

ITERATIONS: Final = 4096
"""Of the password's hash: Kafka's least for SCRAM-SHA-512. Passwords of ours are random, so that more adds nothing."""
REQUEST_S: Final = 20.0
_SEEN_S: Final = 15.0
_PRINCIPAL: Final = "User:"


class AccountsRefused(OnwardError):  # noqa: N818
    """Kafka did not take accounts or rights, or did not answer."""


class Administration:
    """What the administrator changes on one Kafka. Its calls wait: in a coroutine, call them in a thread."""

    def __init__(self, access: KafkaAccess) -> None:
        self._client = AdminClient(access.librdkafka_options() | {"client.id": "onward-accounts"})

    def accounts(self) -> set[str]:
        """Return the names of all accounts that sign in by SCRAM-SHA-512. Raises AccountsRefused."""
        found: Mapping[str, Any] = _answer(self._client.describe_user_scram_credentials(request_timeout=REQUEST_S))
        return set(found)

    def set_passwords(self, passwords: Mapping[str, str]) -> None:
        """Make accounts by their names on Kafka, or give those that are there another password.

        Returns when the broker knows them. Only hashes are sent. Raises AccountsRefused.
        """
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        self._alter([UserScramCredentialUpsertion(name, info, text.encode()) for name, text in passwords.items()])
        _wait_until(lambda: passwords.keys() <= self.accounts())

    def remove_accounts(self, names: Collection[str]) -> None:
        """Remove accounts. Raises AccountsRefused."""
        self._alter([UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512) for name in names])

    def rights(self) -> set[Right]:
        """Return everything that is allowed to an account, on topics and groups. Raises AccountsRefused."""
        anything: Any = None
        everything = AclBindingFilter(
            ResourceType.ANY,
            anything,
            ResourcePatternType.ANY,
            anything,
            anything,
            AclOperation.ANY,
            AclPermissionType.ANY,
        )
        found = _answer(self._client.describe_acls(everything, request_timeout=REQUEST_S))
        return {_right(binding) for binding in found if binding.permission_type is AclPermissionType.ALLOW}

    def allow(self, rights: Collection[Right]) -> None:
        """Allow all of this; return when the broker knows it. Raises AccountsRefused."""
        if not rights:
            return
        _answers(self._client.create_acls([_binding(right) for right in rights], request_timeout=REQUEST_S))
        _wait_until(lambda: set(rights) <= self.rights())

    def forbid(self, rights: Collection[Right]) -> None:
        """Allow none of this any more. Raises AccountsRefused."""
        if not rights:
            return
        _answers(self._client.delete_acls([_filter(right) for right in rights], request_timeout=REQUEST_S))
        _wait_until(lambda: not set(rights) & self.rights())

    def _alter(self, changes: list[Any]) -> None:
        if changes:
            _answers(self._client.alter_user_scram_credentials(changes, request_timeout=REQUEST_S))


def _answer(future: Any) -> Any:
    try:
        return future.result()
    except KafkaException as failure:
        raise AccountsRefused(failure.args[0].str()) from None


def _answers(futures: Mapping[Any, Any]) -> None:
    for future in futures.values():
        _answer(future)


def _wait_until(holds: Callable[[], bool]) -> None:
    """Wait until the broker knows what its controller has decided: a moment."""
    for pause in Backoff(first_s=0.01, pause_max_s=0.5, total_s=_SEEN_S).pauses():
        if holds():
            return
        time.sleep(pause)
    raise AccountsRefused(f"what was changed was not there after {_SEEN_S:.0f} s")


def _binding(right: Right) -> AclBinding:
    return AclBinding(*_where(right), AclOperation[right.operation], AclPermissionType.ALLOW)


def _filter(right: Right) -> AclBindingFilter:
    return AclBindingFilter(*_where(right), AclOperation[right.operation], AclPermissionType.ALLOW)


def _where(right: Right) -> tuple[ResourceType, str, ResourcePatternType, str, str]:
    pattern = ResourcePatternType.PREFIXED if right.is_prefix else ResourcePatternType.LITERAL
    return ResourceType[right.resource], right.name, pattern, f"{_PRINCIPAL}{right.account}", "*"


def _right(binding: Any) -> Right:
    is_prefix = binding.resource_pattern_type is ResourcePatternType.PREFIXED
    account = binding.principal.removeprefix(_PRINCIPAL)
    return Right(account, binding.operation.name, binding.restype.name, binding.name, is_prefix)


def names_of(rights: Iterable[Right]) -> list[str]:
    """Return rights as lines for people, sorted."""
    return sorted(
        f"{one.account} {one.operation} {one.resource.lower()} {one.name}{'*' if one.is_prefix else ''}"
        for one in rights
    )

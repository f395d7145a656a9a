"""Whom an account may be bound to."""

import pytest

from deploy.jobs.accounts import NewAccount
from shared.web.accounts.permissions import Role

PASSWORD = "correct horse battery"


@pytest.mark.parametrize("establishment", ["8860001", "19990001"])
def test_an_uploader_sends_for_a_school_or_for_a_college(establishment: str) -> None:
    assert NewAccount("sender@example.org", PASSWORD, Role.UPLOADER, establishment).establishment == establishment


@pytest.mark.parametrize("establishment", ["886/0001", "0001", "199900011", "Three Rivers"])
def test_an_establishment_is_one_of_its_numbers(establishment: str) -> None:
    with pytest.raises(ValueError, match="seven digits"):
        NewAccount("sender@example.org", PASSWORD, Role.UPLOADER, establishment)


def test_nobody_else_is_bound_to_an_establishment() -> None:
    with pytest.raises(ValueError, match="nobody else"):
        NewAccount("analyst@example.org", PASSWORD, Role.ANALYST, "8860001")
    with pytest.raises(ValueError, match="bound to one"):
        NewAccount("sender@example.org", PASSWORD, Role.UPLOADER)

"""Who may do what is one table, and every route says what it needs."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import (
    OF_ADMINISTRATORS,
    OF_OVERSIGHT,
    OF_SENDERS,
    PERMISSIONS,
    Permission,
    Role,
)
from shared.web.app import web_app
from shared.web.pages.site import Site
from shared.web.requests.routes import GuardedRoute, Open
from tests.support.identities import ADMIN, ANALYST, AUDITOR, EVERYBODY, REVIEWER, UPLOADER
from tests.support.identities import account as sender_account
from tests.unit.shared.web.conftest import ROUTES


def test_every_role_stands_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_given_to_somebody(permission: Permission) -> None:
    assert any(permission in granted for granted in PERMISSIONS.values())


@pytest.mark.parametrize(
    ("account", "may", "may_not"),
    [
        (
            UPLOADER,
            {Permission.SEND_FILES, Permission.SEE_BOARD, *OF_SENDERS},
            {Permission.SEE_FIGURES, Permission.SEE_PEOPLE, Permission.SEE_RETURNS},
        ),
        (
            REVIEWER,
            set(Permission) - OF_SENDERS - OF_OVERSIGHT - OF_ADMINISTRATORS,
            OF_SENDERS | OF_OVERSIGHT | OF_ADMINISTRATORS,
        ),
        (ANALYST, {Permission.SEE_FIGURES, Permission.FIND_PEOPLE}, {Permission.DECIDE_RETURNS, Permission.SEND_FILES}),
        (
            ADMIN,
            {Permission.SEND_FILES, *OF_OVERSIGHT, *OF_ADMINISTRATORS},
            {Permission.ERASE_PEOPLE, Permission.SEE_PEOPLE, Permission.FIND_PEOPLE, Permission.DECIDE_RETURNS},
        ),
        (
            AUDITOR,
            {Permission.SEE_PEOPLE, Permission.ERASE_PEOPLE, *OF_OVERSIGHT},
            {Permission.SEND_FILES, Permission.DECIDE_RETURNS, Permission.FIND_PEOPLE},
        ),
    ],
)
def test_a_role_may_do_what_its_work_needs_and_no_more(
    account: Account, may: set[Permission], may_not: set[Permission]
) -> None:
    assert {one for one in may if account.may(one)} == may
    assert {one for one in may_not if account.may(one)} == set()


def test_the_pupil_list_is_for_schools_and_not_for_colleges() -> None:
    college = sender_account(Role.UPLOADER, "19990001")
    assert {one for one in Permission if UPLOADER.may(one)} - {one for one in Permission if college.may(one)} == {
        Permission.CHECK_PUPILS,
        Permission.TAKE_LISTS,
        Permission.SEE_ACTIVITY_REPORTS,
    }


@pytest.mark.parametrize("account", [one for one in EVERYBODY if one is not UPLOADER])
def test_staff_see_every_establishment(account: Account) -> None:
    assert account.sees("8860001")
    assert account.sees(None)


def test_an_uploader_sees_its_own_establishment_and_no_other() -> None:
    assert UPLOADER.sees("8860001")
    assert not UPLOADER.sees("8860002")
    assert not UPLOADER.sees(None)


def test_an_uploader_without_an_establishment_sees_nothing() -> None:
    nobody = Account(UPLOADER.id, "nobody@example.org", Role.UPLOADER, None)
    assert not nobody.sees(None)
    assert not nobody.sees("8860001")


def test_an_application_refuses_a_route_that_does_not_say_what_it_needs(site: Site) -> None:
    async def unsaid(_request: object) -> PlainTextResponse:
        return PlainTextResponse("")

    with pytest.raises(TypeError, match="does not say what it needs"):
        web_app(site, [Route("/unsaid", unsaid)])  # type: ignore[list-item]


def test_every_route_of_an_application_is_declared_with_a_permission_or_a_reason(site: Site) -> None:
    for route in web_app(site, ROUTES).routes:
        assert isinstance(route, GuardedRoute)
        assert isinstance(route.needs, Permission) or (isinstance(route.needs, Open) and route.needs.reason)

"""The routes of accounts, of senders' keys and of one's own account, each with the permission that it needs."""

from dataclasses import dataclass
from typing import Final

from services.validation.entrypoints.web.accounts import administration, colleagues, keys, own
from services.validation.entrypoints.web.accounts.administration import AccountPages, ChangeAccountCommand
from services.validation.entrypoints.web.accounts.colleagues import ColleaguePages, DelegateCommand
from services.validation.entrypoints.web.accounts.keys import ChangeKeyCommand, KeyPages
from services.validation.entrypoints.web.accounts.own import ChooseNew, OwnAccountPages
from services.validation.queries.accounts import AccountQueries
from shared.vocabulary.establishments import Register
from shared.web.accounts.permissions import Permission
from shared.web.requests.routes import GuardedRoute, Open, get, post

_HAS_A_WORD: Final = Open("whoever has an administrator's word has no password yet")


@dataclass(frozen=True, slots=True)
class AccountDependencies:
    """What the pages of accounts read through, and what they command."""

    queries: AccountQueries
    change: ChangeAccountCommand
    delegate: DelegateCommand
    change_key: ChangeKeyCommand
    choose_password: ChooseNew
    register: Register


def account_routes(needs: AccountDependencies) -> list[GuardedRoute]:
    """Return every route of accounts."""
    return [*_own_routes(needs), *_administration_routes(needs)]


def _own_routes(needs: AccountDependencies) -> list[GuardedRoute]:
    pages = OwnAccountPages(needs.choose_password, needs.register)
    people = ColleaguePages(needs.queries, needs.delegate)
    return [
        get(own.PATH, pages.show, needs=Permission.OWN_ACCOUNT, takes=(own.DONE,)),
        post(f"{own.PATH}/establishment", pages.choose_establishment, needs=Permission.OWN_ACCOUNT),
        post(f"{own.PATH}/sessions", pages.end_sessions, needs=Permission.OWN_ACCOUNT),
        get(f"{own.PATH}/password", pages.ask_password, needs=Permission.OWN_ACCOUNT),
        post(f"{own.PATH}/password", pages.change_password, needs=Permission.OWN_ACCOUNT),
        get(own.BY_WORD, pages.ask_new_password, needs=_HAS_A_WORD),
        post(own.BY_WORD, pages.set_password, needs=_HAS_A_WORD, form="before sign-in"),
        get(colleagues.PATH, people.show, needs=Permission.SEE_COLLEAGUES, takes=(colleagues.DONE,)),
        post(colleagues.PATH, people.let, needs=Permission.DELEGATE),
        post(f"{colleagues.PATH}/{{place_id}}/end", people.end, needs=Permission.DELEGATE),
    ]


def _administration_routes(needs: AccountDependencies) -> list[GuardedRoute]:
    pages = AccountPages(needs.queries, needs.change, needs.register)
    of_keys = KeyPages(needs.queries, needs.change_key)
    one = f"{administration.PATH}/{{account_id}}"
    return [
        get(administration.PATH, pages.listing, needs=Permission.SEE_ACCOUNTS, takes=administration.TAKES),
        get(f"{administration.PATH}/new", pages.ask_new, needs=Permission.CHANGE_ACCOUNTS),
        post(f"{administration.PATH}/new", pages.make, needs=Permission.CHANGE_ACCOUNTS),
        get(one, pages.one, needs=Permission.SEE_ACCOUNTS, takes=(administration.DONE,)),
        post(f"{one}/{{act}}", pages.change, needs=Permission.CHANGE_ACCOUNTS),
        get(keys.PATH, of_keys.listing, needs=Permission.SEE_ACCOUNTS, takes=(keys.DONE,)),
        post(keys.PATH, of_keys.make, needs=Permission.CHANGE_ACCOUNTS),
        post(f"{keys.PATH}/of/{{sender}}/exchange", of_keys.exchange, needs=Permission.CHANGE_ACCOUNTS),
        post(f"{keys.PATH}/{{key_id}}/end", of_keys.end, needs=Permission.CHANGE_ACCOUNTS),
    ]

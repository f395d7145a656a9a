"""Which addresses may be called: none by which somebody outside could make Onward ask its own network for something."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

ADDRESS_LENGTH_MAX: Final = 2_000
_NAME: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?")
_PATH: Final = re.compile(r"[\x21-\x7e]*")
_CARRIERS: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))
"""IPv6 networks whose last four bytes are an IPv4 address: translation (RFC 6052, RFC 8215), and the old form."""
_SIX_TO_FOUR: Final = ip_network("2002::/16")

Ip = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart."""

    scheme: str
    host: str
    """A name, or an address in digits."""
    port: int
    path: str
    """With what stands behind a question mark."""

    @property
    def authority(self) -> str:
        """Host and port as the header Host gives them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class AllowedAddresses:
    """What an operator allows beyond the open internet."""

    private: tuple[Network, ...] = ()
    """Networks within which a receiver may be."""
    http_on_loopback: bool = False
    """For development: addresses of this very machine, without encryption."""


def target_of(address: str, allowed: AllowedAddresses) -> Target | None:
    """Return an address taken apart; None: it is no address that may be called, whatever its name stands for."""
    if len(address) > ADDRESS_LENGTH_MAX or not _PATH.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    schemes = ("https", "http") if allowed.http_on_loopback else ("https",)
    if parts.scheme not in schemes or parts.username is not None or parts.password is not None or parts.fragment:
        return None
    found = _digits(host)
    if (found is None and not _NAME.fullmatch(host)) or (found is not None and not may_be_called(found, allowed)):
        return None
    if parts.scheme == "http" and not _is_this_machine(host, found):
        return None
    if port == 0 or "#" in address or "\\" in address:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or {"https": 443, "http": 80}[parts.scheme], path)


def may_be_called(found: Ip, allowed: AllowedAddresses) -> bool:
    """Return whether the operator's rules allow a connection to an address that a name stands for."""
    inner = _carried(found)
    if allowed.http_on_loopback and inner.is_loopback:
        return True
    if any(inner.version == network.version and inner in network for network in allowed.private):
        return True
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in (found, inner))


def is_plain_loopback(target: Target, found: Ip) -> bool:
    """Return whether what is not encrypted stays on this machine; of what is encrypted it always may leave it."""
    return target.scheme == "https" or _carried(found).is_loopback


def _is_this_machine(host: str, found: Ip | None) -> bool:
    """Return whether a host is this very machine by its spelling, whatever a name would be resolved to."""
    return host == "localhost" if found is None else _carried(found).is_loopback


def _digits(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _carried(found: Ip) -> Ip:
    """Return the IPv4 address that an IPv6 address stands for; any other address as it is."""
    if isinstance(found, IPv4Address):
        return found
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    if found in _SIX_TO_FOUR and found.sixtofour is not None:
        return found.sixtofour
    if any(found in network for network in _CARRIERS) and int(found) > 1:
        return IPv4Address(int(found) & 0xFFFF_FFFF)
    return found


def all_may_be_called(found: Sequence[Ip], target: Target, allowed: AllowedAddresses) -> bool:
    """Return whether every address of a name may be called: one that mixes both kinds is not to be trusted."""
    return bool(found) and all(may_be_called(one, allowed) and is_plain_loopback(target, one) for one in found)

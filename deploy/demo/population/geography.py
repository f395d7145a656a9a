"""The twelve districts with their outward codes and towns, and invented streets in them."""

import random
from dataclasses import dataclass
from typing import Final

from deploy.demo.population.names import words


@dataclass(frozen=True, slots=True)
class District:
    """One of the twelve: ONS code, share of the county's young people, outward codes, towns (sources: ONS, ONWARD)."""

    code: str
    name: str
    weight: int
    outward_codes: tuple[str, ...]
    towns: tuple[str, ...]


DISTRICTS: Final[tuple[District, ...]] = (
    District("E07000105", "Ashford", 9, words("TN23 TN24 TN25 TN26 TN27 TN30"), ("Ashford", "Tenterden")),
    District("E07000106", "Canterbury", 9, words("CT1 CT2 CT4 CT5 CT6"), ("Canterbury", "Whitstable", "Herne Bay")),
    District("E07000107", "Dartford", 8, words("DA1 DA2 DA9 DA10"), ("Dartford", "Greenhithe", "Swanscombe")),
    District("E07000108", "Dover", 7, words("CT13 CT14 CT15 CT16 CT17"), ("Dover", "Deal", "Sandwich")),
    District("E07000109", "Gravesham", 7, words("DA11 DA12 DA13"), ("Gravesend", "Northfleet")),
    District("E07000110", "Maidstone", 11, words("ME14 ME15 ME16 ME17 ME18"), ("Maidstone", "Staplehurst")),
    District("E07000111", "Sevenoaks", 7, words("TN8 TN13 TN14 TN15 BR8"), ("Sevenoaks", "Swanley", "Edenbridge")),
    District("E07000112", "Folkestone and Hythe", 6, words("CT19 CT20 CT21 TN28 TN29"), ("Folkestone", "Hythe")),
    District("E07000113", "Swale", 10, words("ME9 ME10 ME11 ME12 ME13"), ("Sittingbourne", "Sheerness", "Faversham")),
    District("E07000114", "Thanet", 9, words("CT7 CT8 CT9 CT10 CT11 CT12"), ("Margate", "Ramsgate", "Broadstairs")),
    District("E07000115", "Tonbridge and Malling", 9, words("TN9 TN10 TN11 ME6 ME19 ME20"), ("Tonbridge", "Snodland")),
    District("E07000116", "Tunbridge Wells", 8, words("TN1 TN2 TN3 TN4 TN17 TN18"), ("Tunbridge Wells", "Cranbrook")),
)

_INWARD_LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"
_STREETS: Final = tuple(
    f"{first} {last}"
    for first in words(
        "Mill Lime Orchard Quarry Hopfield Kiln Oast Larkspur Falcon Harrier Saltmarsh Beacon Chantry Priory Windmill"
        " Cobnut Bramley Russet Pippin Tollgate Weaver Forge Heron Saxon Roman Downs Chalkpit Greensand Wealden Hurst"
    )
    for last in words("Lane Road Close Way Drive Gardens Rise Mead")
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives; no real address, though the outward code fits the district."""

    line: str
    town: str
    postcode: str
    district: str


_DISTRICT_WEIGHTS: Final = [district.weight for district in DISTRICTS]


def choose_district(chance: random.Random) -> District:
    """Return a district with its weight in the county."""
    return chance.choices(DISTRICTS, _DISTRICT_WEIGHTS)[0]


def choose_address(chance: random.Random, district: District) -> Address:
    """Return an invented address in the district."""
    inward = f"{chance.randrange(1, 10)}{chance.choice(_INWARD_LETTERS)}{chance.choice(_INWARD_LETTERS)}"
    return Address(
        line=f"{chance.randrange(1, 180)} {chance.choice(_STREETS)}",
        town=chance.choice(district.towns),
        postcode=f"{chance.choice(district.outward_codes)} {inward}",
        district=district.code,
    )


def choose_mobile(chance: random.Random) -> str:
    """Return a number of the Ofcom drama range for mobiles."""
    return f"07700 900{chance.randrange(1000):03d}"


def choose_landline(chance: random.Random) -> str:
    """Return a number of the Ofcom drama range without an area."""
    return f"01632 960{chance.randrange(1000):03d}"

"""The names of the four services: their schemas, roles, images, addresses and folders are called by them."""

from typing import Final

SERVICES: Final = ("ingest", "validation", "matching", "reporting")

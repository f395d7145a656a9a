"""Style sheets, scripts and pictures, held in memory: our own, and GOV.UK Frontend's without its font and its crest."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import OnwardError
from shared.web.requests.queries import Parameter

OWN_FOLDER: Final = Path(__file__).parent / "assets"
PACKAGES_FOLDER: Final = Path(__file__).parents[3] / "node_modules"
_FRONTEND: Final = Path("govuk-frontend") / "dist" / "govuk"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
VERSION: Final = Parameter("v", "the version of a file", lambda text: text)


class AssetsMissing(OnwardError):  # noqa: N818
    """The third-party CSS and JavaScript have not been installed."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    compressed: bytes
    media_type: str
    version: str
    """The start of its SHA-256: an address with it can be cached for ever."""

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


class Assets:
    """All static files by name; served at `/static/<name>`."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._assets = {name: _asset(name, body) for name, body in files.items()}

    def address(self, name: str) -> str:
        """Return the path of a file together with its version."""
        return f"/static/{name}?v={self._assets[name].version}"

    def names(self) -> list[str]:
        """Return the names of all files."""
        return sorted(self._assets)

    async def serve(self, request: Request) -> Response:
        """Answer with the file, with 304 when the browser has it, or with 404."""
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        headers = {
            "Cache-Control": _FOR_EVER if VERSION.of(request) == asset.version else _ASK_AGAIN,
            "ETag": asset.etag,
            "Vary": "Accept-Encoding",
        }
        if request.headers.get("If-None-Match") == asset.etag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return Response(
                asset.compressed, media_type=asset.media_type, headers=headers | {"Content-Encoding": "gzip"}
            )
        return Response(asset.body, media_type=asset.media_type, headers=headers)


@cache
def load_assets(packages: Path = PACKAGES_FOLDER, *, own: tuple[Path, ...] = (OWN_FOLDER,)) -> Assets:
    """Read our own files in the folders `own` and those of GOV.UK Frontend below `packages`.

    Raises AssetsMissing with the remedy when the packages have not been installed.
    """
    frontend = packages / _FRONTEND
    if not (frontend / "govuk-frontend.min.css").is_file():
        raise AssetsMissing("the pages' CSS and JavaScript are not installed: run `npm ci`")
    files = {path.name: path.read_bytes() for folder in own for path in folder.iterdir() if path.suffix in _TYPES}
    files["govuk-frontend.min.css"] = unbranded((frontend / "govuk-frontend.min.css").read_text()).encode()
    files["govuk-frontend.min.js"] = _without_source_map((frontend / "govuk-frontend.min.js").read_text()).encode()
    return Assets(files)


def unbranded(css: str) -> str:
    """Return the style sheet without the typeface and the crest, which are reserved for GOV.UK."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?,\s*arial,\s*sans-serif', "var(--onward-font)", css)
    css = re.sub(r"url\([^)]*govuk-crest[^)]*\)", "none", css)
    return _without_source_map(css)


def _without_source_map(text: str) -> str:
    return re.sub(r"(/\*|//)# sourceMappingURL=\S+( \*/)?", "", text)


def _asset(name: str, body: bytes) -> Asset:
    return Asset(
        body=body,
        compressed=gzip.compress(body, mtime=0),
        media_type=_TYPES[Path(name).suffix],
        version=hashlib.sha256(body).hexdigest()[:16],
    )

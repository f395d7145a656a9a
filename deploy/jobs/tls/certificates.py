"""Certificates for a trial: `python -m deploy.jobs.tls.certificates FOLDER HOST...`. Live, the authority's own serve.

An authority of the folder's own vouches for a server, such as the broker, under all its names. Clients are given
`authority.pem`, the server its own file (`broker.pem`), its key among it; `authority-key.pem` is needed for the next
certificate alone.
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.jobs.whole_files import write_whole
from shared.observability.terminal import say

AUTHORITY: Final = "authority.pem"
AUTHORITY_KEY: Final = "authority-key.pem"
BROKER: Final = "broker.pem"
_AUTHORITY_DAYS: Final = 3650
_BROKER_DAYS: Final = 397
"""Longer ones are refused by many clients."""
_RENEW_DAYS: Final = 30
_OPEN: Final = 0o644
_CLOSED: Final = 0o600


def ensure(folder: Path, hosts: Sequence[str], *, file: str = BROKER, now: datetime | None = None) -> bool:
    """Make what is missing, or soon out of date, or not for these names and addresses. Return whether anything was."""
    moment = now or datetime.now(UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / AUTHORITY).exists() and _still_good(folder / file, hosts, moment):
        return False
    authority, key = _authority(folder, moment)
    own = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(own, hosts, authority, key, moment)
    chain = _pem(certificate) + _pem(authority)
    write_whole(folder / file, _key_pem(own) + chain, mode=_CLOSED)
    return True


def _still_good(path: Path, hosts: Sequence[str], now: datetime) -> bool:
    try:
        certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    except (OSError, ValueError):
        return False
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(names) == set(_names(hosts)) and certificate.not_valid_after_utc - now > timedelta(days=_RENEW_DAYS)


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return the folder's authority and its key, made where there is none."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
        key = load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), None)
    except FileNotFoundError:
        return _make_authority(folder, now)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{AUTHORITY_KEY} is not a key that was made here")
    return certificate, key


def _make_authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Onward trial authority")
    certificate = (
        _builder(name, name, key.public_key(), now, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    write_whole(folder / AUTHORITY_KEY, _key_pem(key), mode=_CLOSED)
    write_whole(folder / AUTHORITY, _pem(certificate), mode=_OPEN)
    return certificate, key


def _certificate(
    own: ec.EllipticCurvePrivateKey,
    hosts: Sequence[str],
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    return (
        _builder(_name(f"Onward {hosts[0]}"[:64]), authority.subject, own.public_key(), now, _BROKER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(hosts)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    return [_general_name(host) for host in hosts]


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def main() -> None:
    """Make a certificate for the names and addresses under which clients reach a server."""
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.tls.certificates", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("host", nargs="+", help="such as kafka, kafka.example.org or 127.0.0.1")
    options = parser.parse_args()
    made = ensure(options.folder, options.host)
    say([f"{options.folder}: {'made' if made else 'there already'}; valid for {_BROKER_DAYS} days"])


if __name__ == "__main__":
    main()

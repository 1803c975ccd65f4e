"""A small authority of our own and its certificate for one address: phones can trust it.

Without that trust a browser records after a warning, but keeps no page for a time without signal.
"""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 397  # the most that phones accept of a server's certificate
RENEW = timedelta(30)
Key = ec.EllipticCurvePrivateKey


class Certificate(NamedTuple):
    """Files in PEM. `authority` is what phones are to trust; it holds no secret."""

    chain: Path
    key: Path
    authority: Path


def certificate_for(address: str, folder: Path, now: datetime) -> Certificate:
    """The certificate in `folder` if it fits and lasts, else a new one of a new authority.

    The authority's own key is thrown away when it has signed: it can vouch for nothing else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Certificate(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")
    if _fits(made, address, now):
        return made
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _authority(root_key, address, now)
    leaf = _signed(key, address, root, root_key, now)
    _write(made.key, _private(key))
    _write(made.authority, root.public_bytes(serialization.Encoding.PEM))
    _write(made.chain, leaf.public_bytes(serialization.Encoding.PEM))
    return made


def _fits(made: Certificate, address: str, now: datetime) -> bool:
    if not all(path.exists() for path in made):
        return False
    leaf = x509.load_pem_x509_certificate(made.chain.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = names.get_values_for_type(x509.IPAddress)
    return ip_address(address) in known and leaf.not_valid_after_utc > now + RENEW


def _authority(key: Key, address: str, now: datetime) -> x509.Certificate:
    name = _name(f"Leaven on {address}")
    alone = x509.NameConstraints([x509.IPAddress(ip_network(address))], None)
    return (
        _begun(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(alone, critical=True)  # whoever trusts it trusts it for this address only
        .sign(key, hashes.SHA256())
    )


def _signed(
    key: Key, address: str, root: x509.Certificate, root_key: Key, now: datetime
) -> x509.Certificate:
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        _begun(_name("Leaven"), root.subject, key.public_key(), now)
        .add_extension(names, critical=False)
        .add_extension(server, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(root_key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + timedelta(days=DAYS))
    )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _private(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)

"""A certificate for phones in the same network: for one address, renewed in time."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from services.lan.certificate import Certificate, certificate_for

NOW = datetime.now(UTC)  # noqa: TID251 - TLS asks the real clock


def greet(served: Certificate, address: str) -> None:
    """A handshake between a server with `served` and a phone that trusts its authority."""
    at_server, at_phone = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(served.chain, served.key)
    phone = ssl.create_default_context(cafile=served.authority)
    here = server.wrap_bio(at_server, at_phone, server_side=True)
    there = phone.wrap_bio(at_phone, at_server, server_hostname=address)
    for _ in range(4):
        for side in (there, here):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert there.version() is not None


def test_a_phone_that_trusts_the_authority_is_greeted(tmp_path: Path) -> None:
    greet(certificate_for("192.168.7.20", tmp_path, NOW), "192.168.7.20")


def test_it_vouches_for_no_other_address(tmp_path: Path) -> None:
    made = certificate_for("192.168.7.20", tmp_path, NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        greet(made, "192.168.7.21")
    root = x509.load_pem_x509_certificate(made.authority.read_bytes())
    alone = root.extensions.get_extension_for_class(x509.NameConstraints).value
    assert [str(each.value) for each in alone.permitted_subtrees or []] == ["192.168.7.20/32"]


def test_the_key_is_the_owners_alone(tmp_path: Path) -> None:
    made = certificate_for("192.168.7.20", tmp_path, NOW)
    assert made.key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("address", "later", "renewed"),
    [
        ("192.168.7.20", timedelta(300), False),
        ("192.168.7.20", timedelta(380), True),
        ("192.168.7.21", timedelta(0), True),
    ],
)
def test_it_stays_until_it_ends_or_the_address_changes(
    tmp_path: Path, address: str, later: timedelta, renewed: bool
) -> None:
    before = certificate_for("192.168.7.20", tmp_path, NOW).chain.read_bytes()
    after = certificate_for(address, tmp_path, NOW + later).chain.read_bytes()
    assert (after != before) is renewed

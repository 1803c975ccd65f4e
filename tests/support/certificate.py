"""A certificate that a plant has made itself for a mail server on this machine."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

from services.lan.certificate import certificate_for


def self_made(folder: Path, address: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """What the server presents, and the file with which a client may trust it."""
    now = datetime.now(UTC)  # noqa: TID251 - a certificate knows no other clock
    made = certificate_for(address, folder, now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.chain, made.key)
    return context, made.authority

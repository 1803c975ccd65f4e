"""Boxes that only this server opens: what must travel through a browser or rest in a table."""

import base64
import hashlib

from cryptography.fernet import Fernet


def box_for(purpose: str, secret: str) -> Fernet:
    """A box of its own for each purpose, from the server's secret key."""
    digest = hashlib.sha256(f"leaven {purpose}\0".encode() + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))

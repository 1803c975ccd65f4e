"""The embedded project's own keys: made once, kept beside its data, readable by its owner only."""

import json
import os
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from app.errors import UnavailableError


class ProjectKeys(BaseModel):
    """The token secret (never leaves the server) and the two API keys, as Supabase names them."""

    model_config = ConfigDict(frozen=True)
    jwt_secret: SecretStr
    publishable_key: str
    secret_key: SecretStr


def project_keys(folder: Path) -> ProjectKeys:
    """Read `<folder>/keys.json`, or make it; two processes that make it at once get the same."""
    path = folder.expanduser() / "keys.json"
    if not path.exists():
        _make(path)
    try:
        return ProjectKeys.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise UnavailableError(
            f"The keys in {path} cannot be read. Put the file back from a backup; if there is "
            "none, delete it: everybody signs in again."
        ) from error


def _make(path: Path) -> None:
    keys = {
        "jwt_secret": secrets.token_urlsafe(48),
        "publishable_key": f"sb_publishable_{secrets.token_urlsafe(24)}",
        "secret_key": f"sb_secret_{secrets.token_urlsafe(32)}",
    }
    unfinished = path.with_name(f"keys.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(keys, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)  # unlike a rename it never replaces the keys of a faster process
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()

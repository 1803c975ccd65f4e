"""Known holes of what we install, as far as a feed of advisories can be reached from here.

`python -m tests.security.audit` fails on a known hole, and on an audit that did not run for any
other reason than a missing feed. What was not audited is always said.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

OUT_OF_REACH = re.compile(
    r"ConnectionError|ConnectTimeout|ReadTimeout|NewConnectionError|NameResolutionError"
    r"|ServiceError|Max retries exceeded|ProxyError|SSLError"
)
NAMED = 8


@dataclass(frozen=True)
class Audit:
    """`failed` when a hole is known, or when nobody knows why there is no answer."""

    said: tuple[str, ...]
    failed: bool


def read(answer: str, trouble: str) -> Audit:
    """What pip-audit's JSON and its error output come to."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = trouble.strip().rpartition("\n")[2]
        if OUT_OF_REACH.search(trouble):
            return Audit(("NOTHING WAS AUDITED: no feed of advisories can be reached.",), False)
        return Audit((f"pip-audit did not answer: {last}",), True)
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in"
        f" {', '.join(hole.get('fix_versions') or ['no version yet'])}"
        for each in packages
        for hole in each.get("vulns", ())
    ]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    audited = len(packages) - len(skipped)
    if not audited:
        return Audit(("NOTHING WAS AUDITED: there are no advisories to be had here.",), False)
    said = [*holes, f"Audited: {audited} packages, {len(holes)} known holes."]
    if skipped:
        said.append(f"NOT AUDITED, no advisories to be had here: {_some(skipped)}.")
    return Audit(tuple(said), bool(holes))


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return f"{len(names)} packages ({', '.join(names[:NAMED])}{', …' if more > 0 else ''})"


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", "--skip-editable", "--progress-spinner", "off"]
    done = subprocess.run(  # noqa: S603
        [*command, "--format", "json"], check=False, capture_output=True, text=True
    )
    audit = read(done.stdout, done.stderr)
    print("\n".join(audit.said))  # noqa: T201 - a command
    return int(audit.failed)


if __name__ == "__main__":
    sys.exit(main())

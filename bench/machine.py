"""What machine the figures were measured on, in one line."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processor, cores, memory and load, as far as this system tells them."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores,"
        f" {_gigabytes()} GB, Python {platform.python_version()}{load}"
    )


def _gigabytes() -> str:
    told = Path("/proc/meminfo")
    if not told.exists():
        return "?"
    kilobytes = int(told.read_text(encoding="ascii").split()[1])
    return f"{kilobytes / 1e6:.0f}"

"""What a piece of work cost this process: time on the clock, time of the processor, memory."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """`wall` and `cpu` in seconds."""

    wall: float
    cpu: float


class Meter:
    """Started when made."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._cpu = time.process_time()

    def read(self) -> Cost:
        return Cost(time.perf_counter() - self._wall, time.process_time() - self._cpu)


def peak_memory() -> int | None:
    """Most bytes of memory that this process ever held; `None` where the system does not say."""
    status = Path("/proc/self/status")
    if status.is_file():  # unlike ru_maxrss it does not inherit what the parent process held
        lines = status.read_text("ascii").splitlines()
        peak = next((line for line in lines if line.startswith("VmHWM:")), None)
        return int(peak.split()[1]) * 1024 if peak else None
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

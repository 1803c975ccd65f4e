"""`make bench`: the figures of this machine, with what they were measured on."""

import asyncio
from itertools import chain

from bench.load import figures as load_figures
from bench.machine import machine
from bench.memory import figures as memory_figures
from bench.shell import measure as shell_figures
from bench.spine import measure
from bench.taps import figures as taps_figures

if __name__ == "__main__":
    print(machine())
    asyncio.run(measure())
    memory_figures(lines=10_000)
    memory_figures()
    for line in chain(shell_figures(), load_figures(), taps_figures()):
        print(line, flush=True)

"""`make bench`: the figures of this machine, with what they were measured on."""

import asyncio

from bench.machine import machine
from bench.memory import figures as memory_figures
from bench.shell import measure as shell_figures
from bench.spine import measure
from bench.taps import figures as taps_figures

if __name__ == "__main__":
    print(machine())
    asyncio.run(measure())
    memory_figures()
    for line in (*shell_figures(), *taps_figures()):
        print(line)

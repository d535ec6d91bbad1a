"""The load: a process of its own that uses the web server as people do, and prints what it saw as JSON.

    python -m benchmarks.rig.load filings|lookups|keys|queue|leader CLIENTS TIMES ROUNDS

TIMES are all deeds of one round, shared by CLIENTS who work without a pause. Times in the answer are seconds.
"""

import asyncio
import collections
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.rig import people
from benchmarks.rig.browser import Browser, Connection
from benchmarks.rig.figures import warm_up
from benchmarks.rig.officer import PAGES, Officer
from benchmarks.rig.people import World

Deed = Callable[[World, Connection], Awaitable[Browser]]
SEED = 2026


def deed(kind: str) -> Deed:
    """What one of the clients does, again and again."""
    if kind in PAGES:
        return Officer(kind).look
    return {"filings": people.file_dossier, "lookups": people.look_up, "keys": people.open_with_key}[kind]


async def one_round(act: Deed, world: World, lines: list[Connection], times: int) -> dict:
    """All deeds of a round: seconds from the first to the last, and each request by name."""
    left = iter(range(times))
    seen: list[tuple[str, float]] = []
    whole: list[float] = []

    async def client(line: Connection) -> None:
        for _ in left:
            began = time.perf_counter()
            browser = await act(world, line)
            whole.append(time.perf_counter() - began)
            seen.extend(browser.times)

    began = time.perf_counter()
    await asyncio.gather(*(client(line) for line in lines))
    seconds = time.perf_counter() - began
    by_name = collections.defaultdict(list)
    for name, took in seen:
        by_name[name].append(took)
    return {"seconds": seconds, "deeds": len(whole), "whole": whole, "requests": by_name}


async def run(kind: str, clients: int, times: int, rounds: int) -> list[dict]:
    """A short round to warm up, which is not counted, then `rounds`."""
    world = World.open(os.environ["DATABASE_URL"], Path(os.environ["VAR_DIR"]), SEED)
    lines = [Connection(int(os.environ["PORT"])) for _ in range(clients)]
    act = deed(kind)
    await one_round(act, world, lines, warm_up(clients, times))
    return [await one_round(act, world, lines, times) for _ in range(rounds)]


if __name__ == "__main__":
    what, *numbers = sys.argv[1:]
    print(json.dumps(asyncio.run(run(what, *map(int, numbers)))))

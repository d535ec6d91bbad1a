"""Which WSGI server settings answer best on this machine: requests a second, median and 99th percentile.

    python benchmarks/web_server.py [seconds] [path …]

Starts gunicorn in each setting on the trial house's database (with its data, if any) and asks it over 16 kept
connections from one asyncio client, which shares the same cores.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.conf import settings  # noqa: E402

from portal.runtime import borrow  # noqa: E402

CONNECTIONS = 16
KINDS = {
    "sync 2×1": {"class": "sync", "processes": 2, "threads": 1},
    "gthread 2×1": {"class": "gthread", "processes": 2, "threads": 1},
    "gthread 2×2": {"class": "gthread", "processes": 2, "threads": 2},
    "gthread 2×4": {"class": "gthread", "processes": 2, "threads": 4},
    "gthread 2×8": {"class": "gthread", "processes": 2, "threads": 8},
}


async def ask(port: int, path: str, until: float, times: list[float]) -> None:
    """Ask again and again over one connection, a new one where the server closes it."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n".encode()
    reader = writer = None
    while time.perf_counter() < until:
        began = time.perf_counter()
        if writer is None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise SystemExit(f"{path}: {head.splitlines()[0].decode()}")
        await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        times.append(time.perf_counter() - began)
        if b"connection: close" in head:
            writer.close()
            writer = None
    if writer:
        writer.close()


async def measure(port: int, path: str, seconds: float) -> str:
    times: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(ask(port, path, until, times) for _ in range(CONNECTIONS)))
    hundredths = statistics.quantiles(times, n=100)
    median, worst = hundredths[49] * 1000, hundredths[98] * 1000
    return f"{len(times) / seconds:7.0f}/s  p50 {median:6.1f} ms  p99 {worst:6.1f} ms"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(kind: dict, port: int) -> subprocess.Popen:
    place = settings.EMBEDDED
    environment = {
        **os.environ,
        "DATABASE_URL": os.environ.get("DATABASE_URL") or place.database_url,
        "REDIS_URL": settings.REDIS_URL,
        "PORT": str(port),
        "WEB_PROCESSES": str(kind["processes"]),
        "WEB_THREADS": str(kind["threads"]),
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "portal/runtime/gunicorn_conf.py", "-k", kind["class"]]
    server = subprocess.Popen(
        [*command, "portal.wsgi:application"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
            return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("gunicorn does not answer")


def main(seconds: float, paths: list[str]) -> None:
    if not os.environ.get("DATABASE_URL"):
        borrow.ensure()
    for name, kind in KINDS.items():
        port = free_port()
        server = serve(kind, port)
        for path in paths:
            asyncio.run(measure(port, path, 1))
            print(f"{name:12} {path:20} {asyncio.run(measure(port, path, seconds))}", flush=True)
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 6, sys.argv[2:] or ["/healthz", "/"])

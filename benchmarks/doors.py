"""What an attack costs the people at work: the officers' queue alone, and beside sign-ins and look-ups.

    python benchmarks/doors.py [--seconds 20] [--sign-ins 1000] [--look-ups 10000]

The attacker's numbers are a minute's, from one address, against the real server with its limits on. Prints
p50 and p95 of the queue page, and what the attacker was answered. Run it on a machine that does nothing else.
"""

import argparse
import collections
import http.client
import os
import re
import sys
import threading
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.rig.figures import percentiles  # noqa: E402
from benchmarks.rig.house import House, open_house  # noqa: E402
from benchmarks.rig.officer import PASSWORD  # noqa: E402

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
QUEUE = "/can-bo/hang/open/"


class Browser:
    """One browser: its cookies, and the token of the last page."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.token = port, {}, ""

    def ask(self, path: str, typed: dict[str, str] | None = None) -> int:
        """Look, or send a form; gives the status."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        form = urllib.parse.urlencode((typed or {}) | {"csrfmiddlewaretoken": self.token})
        if typed is not None:
            told["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("GET" if typed is None else "POST", path, None if typed is None else form, told)
        answer = line.getresponse()
        page = answer.read().decode(errors="replace")
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.token = found[1] if (found := TOKEN.search(page)) else self.token
        line.close()
        return answer.status


class Attack:
    """Forms sent at a steady rate until it is stopped; `answers` counts their statuses."""

    def __init__(self, port: int, path: str, field: str, a_minute: int) -> None:
        self.browser, self.path, self.field = Browser(port), path, field
        self.pause = 60 / a_minute
        self.answers: collections.Counter[int] = collections.Counter()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self.browser.ask(self.path)
        number, due = 0, time.monotonic()
        while not self.over.is_set():
            number, due = number + 1, due + self.pause
            self.answers[self.browser.ask(self.path, {self.field: f"ten-{number}", "password": "x"})] += 1
            time.sleep(max(0.0, due - time.monotonic()))


def officer(house: House) -> Browser:
    """chị Hoa, signed in."""
    browser = Browser(house.port)
    browser.ask("/can-bo/dang-nhap/")
    status = browser.ask("/can-bo/dang-nhap/", {"username": "hoa", "password": PASSWORD})
    if status != 302:
        raise SystemExit(f"the officer does not come in: {status}")
    return browser


def queue(browser: Browser, seconds: float) -> dict[str, float]:
    """Milliseconds of the queue page, asked again and again; percentiles."""
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        if browser.ask(QUEUE) != 200:
            raise SystemExit("the officer does not see the queue")
        times.append((time.perf_counter() - began) * 1000)
    return percentiles(times)


def main(seconds: float, sign_ins: int, look_ups: int) -> None:
    os.environ["RATE_LIMIT_FACTOR"] = "1"
    with open_house() as house:
        house.manage("demo", "--if-empty")
        house.start_product()
        hoa = officer(house)
        queue(hoa, 2)
        alone = queue(hoa, seconds)
        attacks = [
            Attack(house.port, "/can-bo/dang-nhap/", "username", sign_ins),
            Attack(house.port, "/tra-cuu/", "code", look_ups),
        ]
        for attack in attacks:
            attack.thread.start()
        beside = queue(hoa, seconds)
        for attack in attacks:
            attack.over.set()
            attack.thread.join()
    print(f"queue alone: p50 {alone['p50']:.0f} ms, p95 {alone['p95']:.0f} ms")
    print(f"beside the attack: p50 {beside['p50']:.0f} ms, p95 {beside['p95']:.0f} ms")
    for attack in attacks:
        print(f"{attack.path} was answered {dict(attack.answers)}")


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--seconds", type=float, default=20)
    given.add_argument("--sign-ins", type=int, default=1000)
    given.add_argument("--look-ups", type=int, default=10_000)
    options = given.parse_args()
    main(options.seconds, options.sign_ins, options.look_ups)

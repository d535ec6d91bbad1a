"""npm's certified `oidc-provider` as a child of the tests, speaking like the national portal."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.notifications.kannel import free_port, listening, start, stop, wait_for

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "server.mjs")
CLIENT, SECRET = "motcua", "test-secret-of-the-portal"


def require() -> Path:
    """The folder with the installed provider; skips by name where it can't be had, and in CI fails.

    Installed once and kept in the folder for temporary files, by what the lock file says.
    """
    lock = sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"motcua-oidc-provider-{lock}"
    folder.mkdir(exist_ok=True)
    for name in FILES:
        shutil.copy(HERE / name, folder)
    if not (folder / "node_modules/oidc-provider/package.json").exists() and (why := _install(folder)):
        (pytest.fail if os.environ.get("CI_REQUIRE_DAEMONS") == "1" else pytest.skip)(why)
    return folder


def _install(folder: Path) -> str:
    """Why it could not be installed; "" when it was."""
    npm = shutil.which("npm")
    if not (npm and shutil.which("node")):
        return "Node.js and npm are not installed: no certified OpenID provider"
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180)
    except subprocess.TimeoutExpired:
        return "the npm registry does not answer: no certified OpenID provider"
    return "" if done.returncode == 0 else f"npm could not install oidc-provider: {done.stderr[-200:]}"


@contextmanager
def running(people: Mapping[str, Mapping[str, Any]], *, callback: str, home: str) -> Iterator[str]:
    """The provider's address, while it runs; `people` maps what is typed as the login to the claims."""
    folder, port = require(), free_port()
    env = {**os.environ, "PEOPLE": json.dumps(people)}
    node = shutil.which("node")
    child = start([node, folder / "server.mjs", port, callback, home], folder / f"{port}.log", env)
    try:
        wait_for(lambda: listening(port), 20, "the OpenID provider")
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(child)

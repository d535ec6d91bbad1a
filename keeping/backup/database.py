"""PostgreSQL's own tools, called on a database that is given by its address in Django's words."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from django.conf import settings
from psycopg2 import sql

from keeping.backup.errors import BackupFailed

Address = Mapping[str, Any]  # NAME, USER, PASSWORD, HOST, PORT and OPTIONS, as in settings.DATABASES
DEBIAN = "/usr/lib/postgresql/{major}/bin"
JOBS = 2
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
EMPTY_FIRST = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"


def connect(address: Address) -> "psycopg2.extensions.connection":
    """A plain connection, outside Django's transactions; the caller closes it."""
    given = {
        "dbname": address["NAME"], "user": address["USER"], "password": address["PASSWORD"],
        "host": address["HOST"], "port": address["PORT"], "options": _options(address),
    }  # fmt: skip
    return psycopg2.connect(**{name: value for name, value in given.items() if value})


def dump(address: Address, *, snapshot: str, to: Path) -> None:
    """Write what the transaction `snapshot` (pg_export_snapshot) sees into the folder `to`.

    Uncompressed, one file a table: so the repository finds what did not change since the last time.
    """
    _tool(address, "pg_dump", "--format=directory", "--compress=0", f"--jobs={JOBS}",
          f"--snapshot={snapshot}", "--no-owner", "--no-acl", f"--file={to}")  # fmt: skip


def load(address: Address, *, dumped: Path, over: bool = False) -> None:
    """Fill an empty database from the folder `dumped`, wholly or not at all.

    `over`: what is in it is thrown away, in the same transaction. Owner of everything is who connects.
    """
    script = dumped.with_suffix(".sql")
    _tool(address, "pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(dumped), database=False)
    first = [f"--command={EMPTY_FIRST}"] if over else []
    try:
        _tool(address, "psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction",
              "--set=ON_ERROR_STOP=1", *first, f"--file={script}")  # fmt: skip
    finally:
        script.unlink()


def is_empty(address: Address) -> bool:
    """Has the database no table of ours?"""
    return not _ask(address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")


def others(address: Address) -> int:
    """How many other sessions are at the database now: the product, when it was not stopped."""
    return _ask(
        address,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'",
    )


@contextmanager
def scratch(address: Address, name: str) -> Iterator[Address]:
    """An empty database beside the given one, gone afterwards. Raises BackupFailed where none may be made."""
    quoted = sql.Identifier(name)
    try:
        _alone(address, sql.SQL("DROP DATABASE IF EXISTS {}").format(quoted))
        _alone(address, sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(quoted))
    except psycopg2.errors.InsufficientPrivilege:
        raise BackupFailed(
            "Không được tạo cơ sở dữ liệu tạm để thử phục hồi. Đặt BACKUP_SCRATCH_URL là một đăng nhập "
            "có quyền CREATEDB (xem docs/backup.md).",
            code="no scratch",
        ) from None
    try:
        yield {**address, "NAME": name}
    finally:
        _alone(address, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))


def url(address: Address) -> str:
    """The address as DATABASE_URL has it."""
    password = f":{quote(address['PASSWORD'], safe='')}" if address["PASSWORD"] else ""
    port = f":{address['PORT']}" if address["PORT"] else ""
    user, host = quote(address["USER"], safe=""), quote(address["HOST"], safe="")
    return f"postgresql://{user}{password}@{host}{port}/{quote(address['NAME'], safe='')}"


def _alone(address: Address, statement: sql.Composed) -> None:
    session = connect(address)
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(statement)
    finally:
        session.close()


def _ask(address: Address, question: str) -> int:
    session = connect(address)
    try:
        with session.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        session.close()


def _options(address: Address) -> str:
    return address.get("OPTIONS", {}).get("options", "")


def _tool(address: Address, name: str, *words: str, database: bool = True) -> None:
    session = connect(address)
    major = session.server_version // 10000
    session.close()
    given = {
        "PGDATABASE": address["NAME"], "PGUSER": address["USER"], "PGPASSWORD": address["PASSWORD"],
        "PGHOST": address["HOST"], "PGPORT": str(address["PORT"]), "PGOPTIONS": _options(address),
    }  # fmt: skip
    known = {key: value for key, value in given.items() if value} if database else {}
    done = subprocess.run(
        [_program(name, major), *words], env=os.environ | known, capture_output=True, text=True, cwd="/"
    )
    if done.returncode:
        tail = " ".join(done.stderr.split())[-300:]
        raise BackupFailed(f"{name} không thành công: {tail}", code=name)


def _program(name: str, major: int) -> str:
    """The tool of the server's own version: a newer one writes what an older server does not read."""
    folders = [DEBIAN.format(major=major), str(settings.POSTGRES_PROGRAMS), os.environ.get("PATH", "")]
    for folder in os.pathsep.join(folders).split(os.pathsep):
        found = shutil.which(name, path=folder)
        if found and _major(found) == major:
            return found
    raise BackupFailed(
        f"Máy chưa có {name} của PostgreSQL {major}. Cài bằng: apt-get install postgresql-client-{major}.",
        code="no tools",
    )


def _major(program: str) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = _VERSION.search(told)
    return int(found[1]) if found else 0

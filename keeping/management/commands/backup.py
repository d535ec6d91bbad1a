"""`manage.py backup run|list|check|prove|restore`: everything an operator does with backups."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from documents.names import say_size
from keeping import runs
from keeping.backup import database, restic
from keeping.backup.bring_back import Restored, bring_back
from keeping.backup.errors import BackupFailed
from keeping.models import BackupRun
from kit.actor import Actor
from kit.clock import say_moment

OPERATOR = Actor.system("Người vận hành")


class Command(BaseCommand):
    help = "Sao lưu (run), liệt kê (list), kiểm tra kho (check), phục hồi thử (prove), phục hồi (restore)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        run = verbs.add_parser("run", help="make a backup now; the product goes on working")
        run.add_argument("--new-repository", action="store_true", help="another repository than until now")
        verbs.add_parser("list", help="the backups that are kept")
        verbs.add_parser("check", help="read the whole repository again")
        verbs.add_parser("prove", help="restore the newest backup beside the house, compare, throw away")
        restore = verbs.add_parser(
            "restore", help="bring a backup back to this machine; stop the product first"
        )
        restore.add_argument("--snapshot", default="latest", help="the beginning of an id of `list`")
        restore.add_argument("--overwrite", action="store_true", help="replace what is there")
        restore.add_argument(
            "--other-keys", action="store_true", help="go on although the keys are not the backup's"
        )

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(options)
        except BackupFailed as failed:
            raise CommandError(failed.message, returncode=1) from None

    def _run(self, options: dict[str, Any]) -> None:
        self._need_tables()
        run = _done(runs.back_up(by=OPERATOR, clock=timezone.now, new=options["new_repository"]))
        self.stdout.write(
            f"Đã sao lưu: bản {run.snapshot}, {run.rows} dòng dữ liệu, {say_size(run.size)} "
            f"(thêm mới {say_size(run.added)})."
        )
        self.stdout.write(
            "Cất riêng SECRET_KEY, DATA_KEYS, INDEX_KEY và BACKUP_PASSWORD (bản chạy thử: var/secret_key); "
            "các khóa này không có trong bản sao."
        )

    def _list(self, _: dict[str, Any]) -> None:
        found = restic.snapshots()
        for one in found:
            self.stdout.write(f"{one.id[:8]}  {say_moment(one.made_at)}")
        self.stdout.write(f"{len(found)} bản sao lưu.")

    def _check(self, _: dict[str, Any]) -> None:
        restic.check()
        self.stdout.write("Kho sao lưu nguyên vẹn.")

    def _prove(self, _: dict[str, Any]) -> None:
        self._need_tables()
        run = _done(runs.prove_newest(by=OPERATOR, clock=timezone.now))
        self.stdout.write(f"Bản {run.snapshot} phục hồi được: {run.message}")

    def _restore(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        connections["default"].ensure_connection()  # the embedded servers come up
        connections.close_all()  # and we are no session that the restore would have to wait for
        restored = bring_back(
            runs.address(), wanted=options["snapshot"], over=options["overwrite"],
            other_keys=options["other_keys"], at=now,
        )  # fmt: skip
        runs.write_restore(restored, by=OPERATOR, started_at=now, at=timezone.now())
        self._tell(restored)

    def _tell(self, restored: Restored) -> None:
        made = restored.manifest
        self.stdout.write(f"Đã phục hồi bản {restored.snapshot}, sao lưu lúc {say_moment(made.made_at)}.")
        self.stdout.write(
            f"{len(made.tables)} bảng, {made.rows} dòng và {restored.files} tệp đều khớp. "
            f"Nhật ký nguyên vẹn: {restored.sealed} dòng đã niêm."
        )
        if restored.set_aside:
            self.stdout.write(f"Các tệp có trước khi phục hồi nằm ở {restored.set_aside}.")

    def _need_tables(self) -> None:
        connections["default"].ensure_connection()
        if database.is_empty(runs.address()):
            raise CommandError("Cơ sở dữ liệu còn trống: chưa có gì để sao lưu.", returncode=1)


def _done(run: BackupRun) -> BackupRun:
    if run.state != BackupRun.State.DONE:
        raise BackupFailed(run.message)
    return run

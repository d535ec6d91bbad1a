"""The book proves itself: whatever the database's owner does to a sealed line, the walk names it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import chain, proof, sealing
from audit.models import AuditEntry, AuditSeal
from audit.services import record
from kit import origin
from kit.actor import Actor
from tests.cast import at

HOA = Actor(kind="officer", id=7, name="Trần Thị Hoa", office="Xã Sơn Tây")
NOON = at("2026-11-25 12:00")


def write(number: int = 1, **more) -> list[AuditEntry]:
    return [
        record(
            **{"action": "view.dossier", "by": HOA, "at": NOON, "object_type": "dossier", "object_id": n,
               "summary": f"Xem hồ sơ {n}", "data": {"b": n, "a": ["ă", 1.5, None]}} | more
        )
        for n in range(number)
    ]  # fmt: skip


def owner(statement: str, *values: object) -> None:
    """What the owner of the database can do, with its rights and without the product."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL ROLE motcua_app")


@pytest.fixture
def book(db: None) -> list[AuditEntry]:
    """Six lines, sealed at two turns."""
    lines = write(3)
    sealing.seal(at=NOON + timedelta(minutes=1))
    lines += write(3)
    sealing.seal(at=NOON + timedelta(minutes=2))
    return lines


def first_broken() -> tuple[int, str]:
    found = proof.verify()
    assert not found.whole
    with pytest.raises(CommandError, match=f"từ dòng {found.broken[0].entry_id}") as told:
        call_command("audit", "verify", stdout=StringIO())
    assert told.value.returncode == 1
    return found.broken[0].entry_id, found.broken[0].what


def test_an_untouched_book_is_whole_and_says_how_much_is_sealed(book):
    write(2, at=NOON + timedelta(minutes=3))
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert "Đã niêm: 6 dòng" in out.getvalue()
    assert "Chưa niêm: 2 dòng, cũ nhất từ 12:03:00 25/11/2026" in out.getvalue()
    assert "Nhật ký nguyên vẹn" in out.getvalue()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", NOON + timedelta(microseconds=1)),
        ("action", "view.file"),
        ("actor_kind", "system"),
        ("actor_id", None),
        ("actor_name", "Người khác"),
        ("actor_office", ""),
        ("object_type", "file"),
        ("object_id", "9"),
        ("summary", "Không xem gì"),
        ("data", json.dumps({"b": 2})),
        ("address", "10.0.0.9"),
        ("request_id", "khac"),
    ],
)
def test_a_line_changed_in_any_column_is_named(book, column, value):
    owner(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", value, book[2].pk)
    assert first_broken() == (book[2].pk, proof.CHANGED)


def test_every_column_of_a_line_is_sealed():
    columns = {field.name for field in AuditEntry._meta.concrete_fields}
    assert set(chain.FORMATS[chain.FORMAT]) == columns


def test_a_deleted_line_is_named(book):
    owner("DELETE FROM audit_auditentry WHERE id = %s", book[3].pk)
    assert first_broken() == (book[3].pk, proof.MISSING)


def test_a_line_deleted_with_its_seal_leaves_a_gap(book):
    owner("DELETE FROM audit_auditentry WHERE id = %s", book[3].pk)
    owner("DELETE FROM audit_auditseal WHERE entry_id = %s", book[3].pk)
    assert first_broken() == (book[4].pk, proof.GAP)


def test_a_line_deleted_with_the_chain_pushed_together_is_named(book):
    owner("DELETE FROM audit_auditentry WHERE id = %s", book[3].pk)
    owner("DELETE FROM audit_auditseal WHERE entry_id = %s", book[3].pk)
    for line in book[4:]:
        owner("UPDATE audit_auditseal SET id = id - 1 WHERE entry_id = %s", line.pk)
    assert first_broken() == (book[4].pk, proof.CHANGED)


def test_two_seals_that_changed_places_are_named(book):
    one, two = book[1].pk, book[4].pk
    for old, new in ((one, -1), (two, one), (-1, two)):
        owner("UPDATE audit_auditseal SET entry_id = %s WHERE entry_id = %s", new, old)
    assert first_broken()[0] == two  # what stands at the second place now
    assert {wrong.entry_id for wrong in proof.verify().broken} == {one, two}


def test_two_lines_that_changed_numbers_are_named(book):
    one, two = book[1].pk, book[5].pk
    for old, new in ((one, -1), (two, one), (-1, two)):
        owner("UPDATE audit_auditentry SET id = %s WHERE id = %s", new, old)
    assert first_broken() == (one, proof.CHANGED)


def test_a_line_pushed_in_between_is_named(book):
    (forged,) = write(1)
    for line in reversed(book[2:]):
        owner("UPDATE audit_auditseal SET id = id + 1 WHERE entry_id = %s", line.pk)
    AuditSeal.objects.create(
        id=3, entry_id=forged.pk, format=1, sealed_at=NOON + timedelta(minutes=1), hash="f" * 64
    )
    assert first_broken() == (forged.pk, proof.CHANGED)


@pytest.mark.parametrize("change", ["hash = repeat('0', 64)", "sealed_at = sealed_at - interval '1 day'"])
def test_a_changed_seal_is_named(book, change):
    owner(f"UPDATE audit_auditseal SET {change} WHERE entry_id = %s", book[0].pk)
    assert first_broken()[0] == book[0].pk


def test_a_chain_reckoned_anew_does_not_hold_the_printed_digest(book):
    printed = proof.digest(NOON.date()).hash
    owner("UPDATE audit_auditentry SET summary = 'x' WHERE id = %s", book[5].pk)
    owner("DELETE FROM audit_auditseal WHERE entry_id = %s", book[5].pk)
    sealing.seal(at=NOON + timedelta(minutes=2))
    assert proof.verify().whole
    with pytest.raises(CommandError, match="không còn nguyên vẹn"):
        call_command("audit", "verify", f"--hash={printed}", stdout=StringIO())


def test_the_digest_of_a_day_is_its_last_hash_and_its_count(book):
    write(1)
    sealing.seal(at=at("2026-11-26 00:00"))
    found = proof.digest(NOON.date())
    assert (found.count, found.first, found.last) == (6, 1, 6)
    assert found.hash == AuditSeal.objects.get(pk=6).hash
    out = StringIO()
    call_command("audit", "digest", "--day", "2026-11-25", stdout=out)
    assert f"6 dòng, vị trí 1–6\nMã niêm: {found.hash}" in out.getvalue()
    assert proof.verify(expected=found.hash).expected_seen
    with pytest.raises(CommandError, match="27/11/2026"):
        call_command("audit", "digest", "--day", "2026-11-27")


def test_an_empty_book_is_whole(db):
    assert (proof.verify().whole, proof.verify().last_hash) == (True, chain.START)
    assert sealing.seal(at=NOON) == 0


def test_sealing_twice_seals_once(book):
    assert sealing.seal(at=NOON + timedelta(minutes=3)) == 0
    assert list(AuditSeal.objects.order_by("id").values_list("id", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_many_lines_cost_few_statements(db, django_assert_max_num_queries, monkeypatch):
    AuditEntry.objects.bulk_create(
        AuditEntry(at=NOON, action="x", actor_kind="system", actor_name="x", object_type="x", object_id=n,
                   summary="x")
        for n in range(12000)
    )  # fmt: skip
    with django_assert_max_num_queries(60):
        assert sealing.seal(at=NOON) == 12000
    assert proof.verify().whole


def test_a_line_says_from_where_it_was_written(db):
    mark = origin.begin(origin.Origin("203.0.113.7", "yeu-cau-01"))
    (inside,) = write(1)
    origin.end(mark)
    (outside,) = write(1)
    assert (inside.address, inside.request_id) == ("203.0.113.7", "yeu-cau-01")
    assert (outside.address, outside.request_id) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_lines_that_commit_out_of_the_order_of_their_ids_are_all_sealed():
    """The earlier id commits last: it is taken at the next turn, and nothing is passed over."""
    other = connection.copy()
    insert = (
        "INSERT INTO audit_auditentry (at, action, actor_kind, actor_name, actor_office, object_type, "
        "object_id, summary, data, address) VALUES (now(), 'x', 'system', 'x', '', 'x', '', 'x', '{}', '') "
        "RETURNING id"
    )
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(insert)
            early = cursor.fetchone()[0]
        (late,) = write(1)
        assert early < late.pk
        assert sealing.seal(at=NOON) == 1
        other.commit()
        assert sealing.seal(at=NOON + timedelta(minutes=1)) == 1
    finally:
        other.close()
    assert list(AuditSeal.objects.order_by("id").values_list("entry_id", flat=True)) == [late.pk, early]
    assert proof.verify().whole


def test_the_search_begins_at_what_was_sealed_a_day_ago_and_at_the_start_once_a_day(book):
    assert sealing._lowest(NOON + timedelta(hours=3)) == 0
    next_day = NOON + timedelta(days=1, hours=3)
    write(1)
    assert sealing._lowest(next_day) == 0
    sealing.seal(at=next_day)
    assert sealing._lowest(next_day + timedelta(minutes=1)) == book[-1].pk


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_leaves_it_to_the_first():
    write(2)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealing.LOCK])
        assert sealing.seal(at=NOON) == 0
    finally:
        other.close()
    with transaction.atomic():
        assert sealing.seal(at=NOON) == 2

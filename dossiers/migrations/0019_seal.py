"""What lies in the columns in clear is sealed, in batches that commit by themselves: it may be run again.

At the end the tables are written anew: rows of before would go on lying in their pages in clear. Copies made
before (backups, archived WAL) keep them; the README says what to do with these.
"""

from django.db import migrations
from django.db.models import Q

from kit.resealing import PLAIN, Column, reindex, rewrite, to_the_end
from kit.sealed import is_sealed, seal, unseal

SEALED = (("Party", "id_number"), ("HistoryRow", "digest"), ("Dossier", "answers"), ("Draft", "data"))
INDEXED = (("Party", "id_number", "id_index"), ("HistoryRow", "digest", "digest_index"))
TOLD = ("amend", "revise", "correct_procedure")  # events whose `data` had what people said of themselves
BATCH = 500


def forward(apps, editor):
    changed = {model for model, name in SEALED if whole(column(apps, model, name), lambda c: rewrite(c, seal, PLAIN))}
    for model, name, index in INDEXED:
        made_by = field(apps, model, index)
        whole(column(apps, model, name, index), lambda c, by=made_by: reindex(c, by))
    if move_said(apps.get_model("dossiers", "Event")):
        changed.add("Event")
    clean(apps, editor, changed)


def backward(apps, editor):
    events = apps.get_model("dossiers", "Event")
    for event in events.objects.filter(said__empty=False).iterator(BATCH):
        data = event.data | event.said
        if "before" in event.data and "before" in event.said:
            data["before"] = event.data["before"] | event.said["before"]
        events.objects.filter(pk=event.pk).update(data=data, said={})
    for model, name in SEALED:
        rewrite(column(apps, model, name), lambda text: unseal(text) if is_sealed(text) else text, "TRUE")


def whole(of: Column, one_round) -> int:
    """All of a column, or an error that says what stands in the way. Returns how many were written."""
    count = to_the_end(lambda: one_round(of))
    if count.busy or count.unreadable:
        raise RuntimeError(f"{of}: {count.busy} rows are held by others, {count.unreadable} open under no key of DATA_KEYS")
    return count.done


def move_said(events) -> int:
    """From `data`, which anybody may read, to `said`. Returns how many events had something."""
    moved, last = 0, 0
    wanted = Q(action__in=TOLD, said__empty=True) & (Q(data__has_key="before") | Q(data__has_key="after"))
    while rows := list(events.objects.filter(wanted, pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        for event in rows:
            said = take(event.action, event.data)
            if said:
                moved += events.objects.filter(pk=event.pk).update(data=event.data, said=said)
    return moved


def take(action: str, data: dict) -> dict:
    """What people said, out of `data`."""
    if action == "correct_procedure":
        answers = data.get("before", {}).pop("answers", None)
        return {"before": {"answers": answers}} if answers else {}
    return {key: data.pop(key) for key in ("before", "after") if key in data}


def clean(apps, editor, changed: set) -> None:
    if editor.connection.in_atomic_block:
        return
    for name in sorted(changed):
        table = editor.quote_name(apps.get_model("dossiers", name)._meta.db_table)
        editor.execute(f"VACUUM (FULL, ANALYZE) {table}")


def column(apps, model: str, guard: str, target: str = "") -> Column:
    return Column.of(apps.get_model("dossiers", model), guard, target)


def field(apps, model: str, name: str):
    return apps.get_model("dossiers", model)._meta.get_field(name)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0018_sealed")]
    operations = [migrations.RunPython(forward, backward)]

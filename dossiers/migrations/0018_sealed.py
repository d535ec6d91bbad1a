"""Columns for sealed values; what lies in them is sealed by the next migration."""

from django.db import migrations

import kit.sealed


def from_json(model: str, name: str, field: kit.sealed.SealedJSONField) -> migrations.SeparateDatabaseAndState:
    """A JSON column as text; an empty object is "", so that a million rows without answers are written once."""
    table = f"dossiers_{model}"
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f"ALTER TABLE {table} ALTER COLUMN {name} TYPE text USING"
                f" CASE WHEN {name} = '{{}}'::jsonb THEN '' ELSE {name}::text END",
                f"ALTER TABLE {table} ALTER COLUMN {name} TYPE jsonb USING"
                f" CASE WHEN {name} = '' THEN '{{}}'::jsonb ELSE {name}::jsonb END",
            )
        ],
        [migrations.AlterField(model, name, field)],
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0017_fact_for_others")]
    operations = [
        migrations.RemoveIndex("party", "party_id_number"),
        migrations.AddField("event", "said", kit.sealed.SealedJSONField(default=dict)),
        migrations.AddField(
            "historyrow", "digest_index", kit.sealed.BlindIndexField(of="digest", purpose="history-line")
        ),
        migrations.AddField("party", "id_index", kit.sealed.BlindIndexField(of="id_number", purpose="party-id")),
        from_json("dossier", "answers", kit.sealed.SealedJSONField("tờ khai", default=dict)),
        from_json("draft", "data", kit.sealed.SealedJSONField(default=dict)),
        migrations.AlterField("historyrow", "digest", kit.sealed.SealedField()),
        migrations.AlterField("party", "id_number", kit.sealed.SealedField("số định danh", blank=True)),
    ]

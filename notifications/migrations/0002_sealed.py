"""Keys that wait in the outbox are sealed under DATA_KEYS, and survive a changed SECRET_KEY."""

from django.db import migrations

import kit.sealed
from kit.resealing import PLAIN, Column, rewrite
from kit.sealed import seal, unseal
from kit.secrets import decrypt, encrypt

COLUMNS = (("Message", "secret_values"), ("DemoMessage", "demo_text"))


def forward(apps, editor):
    for model, name in COLUMNS:
        rewrite(Column.of(apps.get_model("notifications", model), name), lambda t: seal(decrypt(t)), PLAIN)


def backward(apps, editor):
    for model, name in COLUMNS:
        rewrite(Column.of(apps.get_model("notifications", model), name), lambda t: encrypt(unseal(t)), "TRUE")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [
        migrations.AlterField(
            "message", "secret_values", kit.sealed.SealedJSONField("nội dung bí mật", null=True)
        ),
        migrations.AlterField("demomessage", "demo_text", kit.sealed.SealedField()),
        migrations.RunPython(forward, backward),
    ]

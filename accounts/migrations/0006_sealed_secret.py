"""The secrets of second factors survive a changed SECRET_KEY: they are sealed under DATA_KEYS."""

from django.db import migrations

import kit.sealed
from kit.resealing import PLAIN, Column, rewrite
from kit.sealed import seal, unseal
from kit.secrets import decrypt, encrypt


def forward(apps, editor):
    secrets = Column.of(apps.get_model("accounts", "SecondFactor"), "secret")
    rewrite(secrets, lambda text: seal(decrypt(text)), PLAIN)


def backward(apps, editor):
    rewrite(
        Column.of(apps.get_model("accounts", "SecondFactor"), "secret"), lambda text: encrypt(unseal(text)), "TRUE"
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_citizens")]
    operations = [
        migrations.AlterField("secondfactor", "secret", kit.sealed.SealedField("khóa bí mật")),
        migrations.RunPython(forward, backward),
    ]

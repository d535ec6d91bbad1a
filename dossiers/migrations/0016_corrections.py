"""How often a dossier was appointed anew, for its figures too; a run that a corrected procedure ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0015_duty")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="reappointments",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="số lần hẹn lại"),
        ),
        migrations.AddField(
            model_name="dossierfact",
            name="reappointed",
            field=models.BooleanField(default=False, verbose_name="đã hẹn lại"),
        ),
        migrations.AlterField(
            model_name="steprun",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("forwarded", "Chuyển bước sau"),
                    ("sent_back", "Trả lại bước trước"),
                    ("recalled", "Thu hồi"),
                    ("restarted", "Làm lại sau bổ sung"),
                    ("corrected", "Đính chính thủ tục"),
                    ("finished", "Hoàn thành"),
                    ("ended", "Kết thúc cùng hồ sơ"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(
            # Facts that were written before this keep saying no: what was known then is not changed.
            "UPDATE dossiers_dossier d SET reappointments = found.times FROM ("
            "SELECT dossier_id, count(*) AS times FROM dossiers_clockentry"
            " WHERE target = 'dossier' AND kind = 'reappoint' GROUP BY dossier_id"
            ") found WHERE found.dossier_id = d.id",
            migrations.RunSQL.noop,
        ),
    ]

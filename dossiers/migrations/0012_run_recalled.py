"""A run that was taken back has an outcome of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0011_questions")]

    operations = [
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
                    ("finished", "Hoàn thành"),
                    ("ended", "Kết thúc cùng hồ sơ"),
                ],
                max_length=12,
            ),
        ),
    ]

"""From when a dossier has to be finished or apologised for; a question's lateness is told once.

What is open already is told when it is due soon, which is close to the same moment: to reckon the right one
takes calendars and values of the law.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_initial'),
        ('dossiers', "0014_results"),
        ('procedures', '0003_step_may_skip'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='duty_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='duty_marked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='question',
            name='late_marked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('clock', 'running'), ('duty_marked_at__isnull', True)), fields=['duty_at'], name='dossier_duty_running'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('answered_at__isnull', True), ('called_off_at__isnull', True), ('late_marked_at__isnull', True)), fields=['due_at'], name='question_due_open'),
        ),
        migrations.RunSQL(
            "UPDATE dossiers_dossier SET duty_at = soon_at WHERE clock = 'running' AND appointed_at IS NULL",
            migrations.RunSQL.noop,
        ),
    ]

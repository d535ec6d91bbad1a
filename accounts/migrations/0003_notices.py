"""Notices to officers, and by which ways each wants to hear of them."""

import accounts.models
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_substitutes'),
        ('agencies', '0002_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('level', models.CharField(choices=[('urgent', 'Việc gấp: quá hạn, sắp hết hạn tiếp nhận, phải hoàn thành hoặc xin lỗi'), ('soon', 'Bước xử lý sắp đến hạn'), ('work', 'Việc được hỏi, được trình, được trả lời; lịch làm việc thay đổi'), ('digest', 'Tóm tắt việc đầu giờ sáng và đầu giờ chiều')], max_length=10, verbose_name='loại')),
                ('text', models.TextField(verbose_name='nội dung')),
                ('path', models.CharField(max_length=300, verbose_name='trang')),
                ('dedupe_key', models.CharField(max_length=200, unique=True, verbose_name='khóa chống trùng')),
                ('read_at', models.DateTimeField(null=True, verbose_name='đọc lúc')),
            ],
            options={
                'verbose_name': 'thông báo',
            },
        ),
        migrations.AddField(
            model_name='user',
            name='mail_levels',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=accounts.models.mailed_at_first, size=None, verbose_name='nhận qua thư điện tử'),
        ),
        migrations.AddField(
            model_name='user',
            name='sms_levels',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None, verbose_name='nhận qua tin nhắn'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('mail_levels__contained_by', ['urgent', 'soon', 'work', 'digest']), ('sms_levels__contained_by', ['urgent', 'soon', 'work', 'digest'])), name='user_levels_known'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('sms_levels', []), models.Q(('phone', ''), _negated=True), _connector='OR'), name='user_sms_needs_phone'),
        ),
        migrations.AddField(
            model_name='notice',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan'),
        ),
        migrations.AddField(
            model_name='notice',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='cán bộ'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['user', '-at', '-id'], name='notice_of_user'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['user'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['at'], name='notice_at'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['urgent', 'soon', 'work', 'digest'])), name='notice_level_known'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('path__startswith', '/')), name='notice_path_of_the_house'),
        ),
    ]

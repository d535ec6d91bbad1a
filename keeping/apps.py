from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "keeping"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "lưu giữ"

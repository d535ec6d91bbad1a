from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.grants import give_rights  # models are loaded now, not earlier

        post_migrate.connect(give_rights, sender=self, dispatch_uid="audit.grants")

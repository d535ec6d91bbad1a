"""What a citizen is filling in: on the server from the first page (domain.md 24)."""

from django.db import models
from django.db.models import Q

from kit.sealed import SealedJSONField


class Draft(models.Model):
    """One filling of one procedure, known by a random cookie token kept only as a hash.

    `data` holds the blocks by key ("filer", "owner", "form", "result", …), as typed.
    `account` is set by who is signed in; from then on the draft opens for them alone.
    `dossier` is set once, by the submission; a second submission finds it and makes nothing new.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    version = models.ForeignKey("procedures.Version", models.PROTECT, related_name="+")
    case = models.ForeignKey("procedures.Case", models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("accounts.Citizen", models.PROTECT, null=True, related_name="+")
    data = SealedJSONField(default=dict)
    shared_machine = models.BooleanField("máy dùng chung", default=False)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, null=True, related_name="draft")

    class Meta:
        verbose_name = "hồ sơ đang soạn"

    def __str__(self) -> str:
        return f"bản nháp {self.pk}"


class DraftFile(models.Model):
    """A file already uploaded for a component of a draft; without one, the paper of who files for another."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    component = models.ForeignKey("procedures.Component", models.PROTECT, null=True, related_name="+")
    file = models.OneToOneField("documents.StoredFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tệp của bản nháp"
        ordering = ["component__ord", "added_at", "pk"]
        indexes = [
            models.Index(fields=["draft"], name="draft_file_kept", condition=Q(removed_at__isnull=True))
        ]

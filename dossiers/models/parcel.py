"""A result that was given to the post: its number, and how far it has come."""

from django.db import models
from django.db.models import F, Q

from dossiers.models.dossier import Dossier
from dossiers.states import ON_THE_WAY, ParcelState


class Parcel(models.Model):
    """One sending; what came back and is sent again is another. The newest state stands on the dossier too.

    `updated_at` is when the post says that the state began, not when we were told: the event has that.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parcels")
    no = models.PositiveSmallIntegerField()
    waybill = models.CharField("số vận đơn", max_length=40)
    state = models.CharField(max_length=12, choices=ParcelState.choices, default=ParcelState.POSTED)
    sent_at = models.DateTimeField("gửi lúc")
    updated_at = models.DateTimeField("cập nhật lúc")
    delivered_to = models.CharField("người nhận", max_length=200, blank=True)
    reason = models.CharField("lý do chuyển hoàn", max_length=300, blank=True)

    class Meta:
        verbose_name = "bưu gửi kết quả"
        ordering = ["dossier", "no"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "no"], name="parcel_no_once"),
            models.UniqueConstraint(
                fields=["dossier"],
                name="parcel_one_on_its_way",
                condition=Q(state__in=sorted(ON_THE_WAY)),
            ),
            models.CheckConstraint(name="parcel_after_sending", condition=Q(updated_at__gte=F("sent_at"))),
            models.CheckConstraint(
                name="parcel_delivered_to_somebody",
                condition=~Q(state__in=[ParcelState.COLLECTED, ParcelState.DELIVERED]) | ~Q(delivered_to=""),
            ),
            models.CheckConstraint(
                name="parcel_sent_back_for_a_reason",
                condition=~Q(state=ParcelState.SENT_BACK) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.waybill

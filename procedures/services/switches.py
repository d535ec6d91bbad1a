"""Turning a procedure, or its filing on this portal, on and off at an agency (domain.md 19)."""

from datetime import datetime

from django.db import transaction

from agencies.models import Agency
from audit.services import record
from kit.actor import Actor
from kit.errors import Invalid
from procedures.models import AgencyProcedure, Procedure


def set_switch(
    *,
    agency: Agency,
    procedure: Procedure,
    enabled: bool,
    files_here: bool,
    legal_basis: str,
    by: Actor,
    at: datetime,
) -> AgencyProcedure:
    """Say what `agency` does about `procedure`. Raises Invalid where something is off without its basis."""
    basis = legal_basis.strip()
    if not basis and not (enabled and files_here):
        raise Invalid(
            {"legal_basis": ["Nhập căn cứ của việc không thực hiện hoặc không nhận hồ sơ tại đây."]}
        )
    with transaction.atomic():
        before = AgencyProcedure.objects.filter(agency=agency, procedure=procedure).first()
        row, _ = AgencyProcedure.objects.update_or_create(
            agency=agency,
            procedure=procedure,
            defaults={
                "enabled": enabled,
                "files_here": files_here,
                "legal_basis": basis,
                "set_at": at,
                "actor_kind": by.kind,
                "actor_id": by.id,
                "actor_name": by.name,
                "actor_office": by.office,
            },
        )
        record(
            action="procedure.switch",
            by=by,
            at=at,
            object_type="procedures.agencyprocedure",
            object_id=row.pk,
            summary=f"{agency.name}, thủ tục {procedure.code}: {_say(enabled, files_here)}",
            data={
                "enabled": enabled,
                "files_here": files_here,
                "basis": basis,
                "before": _told(before) if before else None,
                "after": _told(row),
            },
        )
    return row


def _told(row: AgencyProcedure) -> dict[str, object]:
    return {"enabled": row.enabled, "files_here": row.files_here, "basis": row.legal_basis}


def _say(enabled: bool, files_here: bool) -> str:
    if not enabled:
        return "không thực hiện tại đây"
    return "nhận hồ sơ trực tuyến tại đây" if files_here else "không nhận hồ sơ trực tuyến tại đây"

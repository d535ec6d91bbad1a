"""What anybody who knows the code may see: the state in plain words, names masked."""

from django.db.models import QuerySet

from dossiers.models import Dossier


def by_code(code: str) -> Dossier | None:
    """The dossier of this code, as typed by a person; None where there is none."""
    return _coded(code).select_related(
        "version__procedure__sector", "case", "receiving_agency", "deciding_agency"
    ).first()  # fmt: skip


def known(code: str) -> str | None:
    """The code as it is written, if there is such a dossier."""
    return _coded(code).values_list("code", flat=True).first()


def at_a_glance(code: str) -> Dossier | None:
    """As `by_code`, with no more than a page without the key shows: not what was declared."""
    return _coded(code).select_related("version", "deciding_agency").defer("answers").first()


def _coded(code: str) -> QuerySet[Dossier]:
    return Dossier.objects.filter(code=code.strip().upper())


def mask_name(name: str) -> str:
    """'Nguyễn Thị Lan' -> 'N*** T*** Lan': enough for its owner to know it, too little for a stranger."""
    words = name.split()
    if len(words) == 1:
        return words[0][:1] + "***"
    return " ".join([*(word[:1] + "***" for word in words[:-1]), words[-1]])

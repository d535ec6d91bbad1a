"""What anybody who knows the code may see: the state in plain words, names masked."""

from dossiers.models import Dossier


def by_code(code: str) -> Dossier | None:
    """The dossier of this code, as typed by a person; None where there is none."""
    rows = Dossier.objects.select_related(
        "version__procedure__sector", "case", "receiving_agency", "deciding_agency"
    )
    return rows.filter(code=code.strip().upper()).first()


def mask_name(name: str) -> str:
    """'Nguyễn Thị Lan' -> 'N*** T*** Lan': enough for its owner to know it, too little for a stranger."""
    words = name.split()
    if len(words) == 1:
        return words[0][:1] + "***"
    return " ".join([*(word[:1] + "***" for word in words[:-1]), words[-1]])

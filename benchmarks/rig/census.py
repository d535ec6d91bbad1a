"""How many dossiers the house has; the planner is told how they lie. Prints JSON.

python -m benchmarks.rig.census
"""

import json

import django

django.setup()

from django.db import connection  # noqa: E402

from dossiers.models import Dossier, DossierFact  # noqa: E402


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE")
    told = {
        "dossiers": Dossier.objects.count(),
        "open": Dossier.objects.open().count(),
        "facts": DossierFact.objects.count(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

"""Who may rule for every office at once: who holds the permission at all offices that use the product."""

from django.http import HttpRequest

from accounts.permissions import Permission
from agencies.selectors import active_agencies


def can_rule_everywhere(request: HttpRequest, permission: Permission) -> bool:
    """One office's administrator must not change what binds its neighbours."""
    everywhere = set(active_agencies().values_list("pk", flat=True))
    return bool(everywhere) and everywhere <= request.duties.agency_ids(permission)

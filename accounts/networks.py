"""Is an address one of the office's? Pure."""

import ipaddress
from collections.abc import Iterable


def is_inside(address: str, networks: Iterable[str]) -> bool:
    """Does `address` lie in one of the networks? Where none is named everywhere is inside.

    An address that can't be read is outside of every network that is named.
    """
    named = list(networks)
    if not named:
        return True
    try:
        here = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    here = getattr(here, "ipv4_mapped", None) or here
    return any(here in ipaddress.ip_network(one) for one in named)

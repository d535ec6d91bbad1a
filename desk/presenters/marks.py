"""How sure we are of a value or a form, as badge and words (facts file 0.1)."""

from agencies.models import Mark

BADGES = {Mark.SEEN: "done", Mark.KNOWN: "new", Mark.UNVERIFIED: "soon"}
WORDS = {Mark.SEEN: "Đã đối chiếu", Mark.KNOWN: "Theo hiểu biết", Mark.UNVERIFIED: "Chưa đối chiếu"}

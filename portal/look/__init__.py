"""How things are shown: the components behind `{% load mc %}`. Presentation only, no queries, no rules."""

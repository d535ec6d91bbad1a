"""Making reports: asked for by a person, or due by the schedule; drawn once, kept for ever."""

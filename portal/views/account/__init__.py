"""A citizen's account: coming in, going out, and what stands in it."""

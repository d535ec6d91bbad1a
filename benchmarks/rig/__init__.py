"""What the measurements share: a house of their own, its data, and the people who use it over HTTP."""

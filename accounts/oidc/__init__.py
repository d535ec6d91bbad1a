"""Signing in by OpenID Connect: one outside system, one folder.

`contract` is what goes out and comes back, `claims` reads what the provider says of a person, `client` is
the only place that calls it, `token` verifies what was signed, `errors` has the sentences, `providers` the
rows of settings. Decisions: docs/adr/0018-citizens-accounts.md; tests/e2e/provider is a certified provider.
"""

"""Accounts of citizens: codes, signing in, profile, sessions, organisations, proven identities.

A citizen is not a User and holds no duty; decisions: docs/adr/0018-citizens-accounts.md.
"""

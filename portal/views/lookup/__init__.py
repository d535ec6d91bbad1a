"""After filing: look up by code, and with the update key see, complete, correct and withdraw."""

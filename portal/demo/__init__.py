"""A commune that shows the product alive: made through the real services, with people who do not exist."""

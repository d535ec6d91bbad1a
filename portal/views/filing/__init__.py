"""Filing online: one question or one block a page, kept on the server after each (letter 1, ten steps)."""

"""One named question, one function, one sentence that defines it: reports, pages and lists ask here alone."""

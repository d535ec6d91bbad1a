"""One outside system: the scanner for malicious code."""

"""Figures that an office owes, and keeps: measures, the law's reports, and their editions."""

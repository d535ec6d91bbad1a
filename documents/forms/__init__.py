"""The law's forms as PDF: a key and plain values in, bytes out."""

from documents.forms.render import render

__all__ = ["render"]

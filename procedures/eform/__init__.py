"""E-forms (tờ khai điện tử): fields as data, drawn here for both faces."""

from procedures.eform.form import EForm, build_form, prefill, printable

__all__ = ["EForm", "build_form", "prefill", "printable"]

"""Proposals to a ledger."""

from cleaner.settle.settle import FORMS, Form, form_of, settle

__all__ = ["FORMS", "Form", "form_of", "settle"]

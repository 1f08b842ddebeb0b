"""Part files: the rows of a result in any of the forms in which a run writes them, and back."""

from cleaner.io.tables.damaged import DamagedError
from cleaner.io.tables.form import TABLE_FORMS, Form, TableForm, form_of, suffix
from cleaner.io.tables.read import lines, repeated_values
from cleaner.io.tables.table import Table, open_table

__all__ = [
    "TABLE_FORMS",
    "DamagedError",
    "Form",
    "Table",
    "TableForm",
    "form_of",
    "lines",
    "open_table",
    "repeated_values",
    "suffix",
]

"""A clean document and its stamp in the forms of other standards."""

"""A cleaner inside other programs: filters, tables of Arrow, and the frameworks that hand documents on."""

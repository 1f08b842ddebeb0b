"""`report.html`: one file in which people see, judge and find what was removed."""

"""Questions to a result in SQL."""

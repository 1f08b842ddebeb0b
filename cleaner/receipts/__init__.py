"""Signed receipts for a result, and the check of them."""

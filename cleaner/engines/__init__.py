"""Ways to run a cleaner over many documents. All give the same outputs."""

"""Judgements of people on removals, and what follows from them: exceptions in rule files, and tests."""

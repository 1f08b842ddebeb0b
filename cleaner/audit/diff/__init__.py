"""What changed between two results, and which rule did it."""

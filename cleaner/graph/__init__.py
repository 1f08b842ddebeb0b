"""Who republished whom, over a whole result."""

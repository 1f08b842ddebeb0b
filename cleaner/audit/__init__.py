"""What became of the documents: sums over a run, the way back to the raw bytes, the proof that nothing else changed."""

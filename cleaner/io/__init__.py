"""Documents in, results out: files, folders and standard input to `RawDocument`, and rows of results to files and back."""

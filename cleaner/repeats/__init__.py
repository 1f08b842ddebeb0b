"""What stands on many pages of a host: counted over all of them, and then taken out of each."""

"""The report page live, on this machine only: judgements are saved as they are made."""

"""Facts put in order: dates, credits, the way of the text to this page, and the stamp that holds them."""

"""Rule files: read, checked, compiled, matched. Rules only propose; nothing here changes a text."""

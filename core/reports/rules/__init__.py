"""Rule families. Each function takes a year's records or tables and gives findings; none knows any answer."""

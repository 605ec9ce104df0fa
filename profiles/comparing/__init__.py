"""Two to five profiles of a kind side by side: which ones, fact by fact, and as a file. The same for every kind."""

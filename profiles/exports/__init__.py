"""Lists of published profiles as files, with the columns of their kind."""

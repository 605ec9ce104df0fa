"""The filtered list as a file: the columns of a company file, so that an import of it changes nothing."""

"""One file a table: a body row of a sheet → the values of a row of the table."""

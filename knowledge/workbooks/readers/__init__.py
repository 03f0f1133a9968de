"""One reader a file format: bytes that were found to be of that format → `grid.Workbook`."""

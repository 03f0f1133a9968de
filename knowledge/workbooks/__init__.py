"""Workbooks as departments send them → typed rows, or located problems."""

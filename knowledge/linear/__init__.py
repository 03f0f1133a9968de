"""What linear models of short messages share: their features, their matrix and the files of invented examples."""

"""What somebody likes, asked in thirty statements or six, and the trades near to it."""

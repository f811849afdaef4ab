"""Reading a file as harmonised variables."""

"""Hostile input of every kind, and what must hold whatever it is.

Every cell of the data holds a canary. Oracle: the contract. An exit code that it has and never that of a bug;
no value in a message; every file as it was, or whole and asked for; 20 seconds and 500 MB.
"""

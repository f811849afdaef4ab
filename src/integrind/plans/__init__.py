"""The tables of a plan, made together, and what they were made from."""

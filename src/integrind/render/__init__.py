"""Results as text and files. Nothing here computes."""

"""From sums to estimates, gaps and their uncertainty."""

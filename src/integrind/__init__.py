"""Integration indicators: gaps from the population in five dimensions, with design-based uncertainty."""

"""Results as tables for people: what stands in a cell, what goes across and down, signs, numbers, labels."""

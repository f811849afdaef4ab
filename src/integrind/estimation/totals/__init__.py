"""Totals of one indicator by domain and sampling unit.

In: weights, values and states of the rows (rows,). Out: rows, weights and weighted sums by domain × PSU;
the only room of estimation that sees rows.
"""

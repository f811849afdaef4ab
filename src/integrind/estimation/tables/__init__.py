"""Rows of the result table for one indicator, as codes and columns without labels.

In: an estimator and the cells of a breakdown. Out: blocks of rows: levels, gaps, differences between areas
and waves, standardised parts, and what disclosure control needs to know of each row.
"""

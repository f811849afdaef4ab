"""Arrays that every step from rows to estimates works on.

Sums that do not depend on order, groups of terms, orders of codes and values, columns of few distinct
texts, and rows in chunks that fit the cache. Nothing here knows of surveys.
"""

"""An estimator for each measure, found by `measures`.

In: totals of an indicator. Out: estimates (domains,) and the scores or replicates of their variance, each
with its source and the R function that gives the same.
"""

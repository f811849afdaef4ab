"""Estimates with their variance as intervals, tests and gaps, whatever measure they are of.

In: estimates, variances and degrees of freedom (domains,). Out: intervals, p values, gaps and movements.
"""

"""Sampling variances of domains and of their differences.

In: scores by domain and sampling unit, or estimates (replicates, domains). Out: variances and degrees of
freedom (domains,). Source: Lumley (2004), R `survey::svyrecvar` and `svrVar`.
"""

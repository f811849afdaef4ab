"""Domains: the waves × areas × groups that numbers are about, with the sampling units that their rows lie in.

In: the design, and codes of wave, area and group (rows,). Out: partitions into domains, and for each pair
of partitions where one stands in the other.
"""

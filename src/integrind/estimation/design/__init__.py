"""The sample design as arrays.

In: columns of the design (rows,). Out: the stratum, PSU and further unit of each row with how they were
drawn, or replicate weights (replicates, rows). Source: R `survey::svydesign`, `svrepdesign`.
"""

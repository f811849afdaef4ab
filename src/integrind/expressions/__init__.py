"""The expression language: parse, check, compile to polars, evaluate slowly."""

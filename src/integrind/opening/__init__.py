"""A survey opened for a request: the indicators it can give, its domains, and everybody's answers."""

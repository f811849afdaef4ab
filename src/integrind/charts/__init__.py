"""Charts as SVG, written directly: the same bytes everywhere, text that scales, colours that a page gives.

Each form takes plain values, and draws nothing that isn't among them. A shape says what a colour says, so
that a print in greys can be read; every picture has a title and a description to be read aloud.
"""

"""What SECURITY.md promises, each promise held to by a test that could see it broken."""

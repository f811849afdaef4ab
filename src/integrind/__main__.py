"""`python -m integrind`, and the command itself."""

from integrind.cli import main

if __name__ == "__main__":
    main()

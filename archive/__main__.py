"""`python -m archive`: the command line."""

from archive.cli import main

if __name__ == "__main__":
    main()

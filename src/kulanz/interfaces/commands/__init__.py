"""The command line: each module is one command, and imports Django only when it runs."""

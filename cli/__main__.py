"""`python -m cli`, which the `onward` script of the checkout runs."""

from cli.main import main

main()

"""Real programs write one return in many ways; the product's own reader and rules must read each right.

`make writers` installs the programs that it can, has each write every trait that it is able to write, reads the files
through the real child and the real rules, and prints the matrix into `docs/generated/writers.md`. It stands outside
`make test`: it needs office programs and compilers that a plain machine does not have.
"""

"""The rules: one function for each defect, named as the catalogue names it; tables say what applies where.

A rule is told the row's typed values and the context and answers whether the row has the defect.
"""

"""The rules: one function for each defect, named as the catalogue names it. Each collection lists those that apply.

A rule is given the row's typed values and the context and answers whether the row has the defect.
"""

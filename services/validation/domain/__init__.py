"""The rules of rows: how cells are read, which defects a row has, whether it can be used. Pure; data never raises."""

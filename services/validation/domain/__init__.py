"""What is true of a row: how its cells read, which defects it has, whether it can be used. Pure; data never raises."""

"""What-ifs: everybody as they would be, if one thing about the world were otherwise."""

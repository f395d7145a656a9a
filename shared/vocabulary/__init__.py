"""The words everybody uses: numbers, columns, collections, codes, years, establishments, issues. Pure and frozen;
nothing here decides anything, reads a clock or touches the world."""

"""How cells of text become typed values. A parser answers with the value and the defects it met; it never raises."""

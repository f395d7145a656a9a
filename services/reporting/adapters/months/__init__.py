"""The monthly cycle of the national return: checked, closed, sent, answered by DfE."""

"""The parts of a zip-based workbook: unpacked within limits, found through their relations, searched piece by piece."""

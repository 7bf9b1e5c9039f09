"""Workbooks of content: given out as templates, checked when they return, applied whole, undone whole."""

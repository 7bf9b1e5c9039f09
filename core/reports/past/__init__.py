"""A report of a past year read in: its text or DOCX into tables, rows of the plan, indicators, and a pack."""

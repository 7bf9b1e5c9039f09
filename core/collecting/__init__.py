"""Collecting a year from the departments: templates out, files back, who has sent, reminders."""

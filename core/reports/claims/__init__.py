"""Sentences of a year read as statements over its rows: what they compare, rank, share and count is computed anew.

A statement is denied only where every reading that fits its words is: doubt is silence.
"""

"""Frozen records: the only shape in which rows leave storage. Money is Decimal roubles, times are aware UTC."""

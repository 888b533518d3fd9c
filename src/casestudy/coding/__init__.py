"""The data model: codebook, tables as read and checked, cases, comparisons, and the words of both languages."""

"""Text, web pages, feeds, tables, web archives and PDF become Articles."""

"""The reports: data to text, whole expected texts in tests/cases/report."""

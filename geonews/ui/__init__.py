"""The Streamlit panels, one per file."""

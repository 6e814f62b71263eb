"""The script that Streamlit runs for each session and each change."""

from geonews.ui.page import render

render()

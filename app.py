"""The app for Streamlit: ``streamlit run app.py`` serves geonews on the store named by ``GEONEWS_STORE``."""

import streamlit as st

from geonews.ui.routes import routes
from geonews.ui.settings import PAGE

app = st.App(PAGE, routes=routes())

"""The app for Streamlit: ``streamlit run app.py`` serves geonews on the store named by ``GEONEWS_STORE``."""

import streamlit as st

from geonews.ui.gate import gates
from geonews.ui.programs import mounted
from geonews.ui.routes import routes
from geonews.ui.settings import PAGE
from geonews.ui.warming import warm

app = st.App(PAGE, routes=[*routes(), *mounted()], lifespan=warm, middleware=gates())

"""A word at the top of a model that was drafted with an earlier catalog: what is otherwise for it now."""

import streamlit as st

from agent.domain.sessions.session import Session
from agent.watch import counted_news
from ui import app_services
from ui.components.text import plain


def show_news(session: Session) -> None:
    """Nothing while the model is of today."""
    news = app_services.news_of(session)
    if not news:
        return
    with st.container(key="catalog_news", border=True):
        st.markdown(
            f":material/update: **The catalog has changed since this model was drafted:** {counted_news(news)}."
        )
        with st.expander("What is otherwise", type="compact"):
            st.markdown("\n".join(f"- {plain(str(one))}" for one in news))
            st.caption("Your next message takes this in: the list is then drafted anew, and your decisions stay.")

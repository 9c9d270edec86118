"""A page that shows hostile words in every place where words of users are shown."""

import streamlit as st

from ui.components.text import plain, prose

HOSTILE = [
    "http://evil.example/x",
    "www.evil.example WWW.evil.example _www.evil.example_ *a*www.evil.example",
    "a@evil.example mailto:a@evil.example xmpp:a@evil.example ftp://evil.example",
    "<http://evil.example> <a href=http://evil.example>x</a>",
    "[a](http://evil.example) ![a](http://evil.example/a.png) [a](javascript:alert(1))",
    "[a]: http://evil.example\n\n[a]",
    "<img src=http://evil.example/x onerror=alert(1)> <script>window.broken=1</script>",
    "http\\://evil.example www\\.evil.example a\\@evil.example",
    "`[x](http://evil.example)` ``[a](http://evil.example)` \\`[b](http://evil.example)`",
    "`\n`[a](http://evil.example)`",
    ":smile: :material/home: :red[x] :blue-badge[y]",
    "$x^2$ $$y$$",
    "|a|b|\n|-|-|\n|<b>|http://evil.example|",
    "# h\n\nt\n===",
    "&#104;ttp://evil.example &lt;b&gt;",
]

for index, words in enumerate(HOSTILE):
    st.markdown(plain(words))
    st.markdown(prose(words))
    st.caption(plain(words))
    st.button(plain(words), key=f"button_{index}", help=plain(words))
    st.expander(plain(words))
    st.table([{"cell": plain(words)}])
    st.error(f"**What happened.** {prose(words)}")
    st.text(words)
    st.radio("Choose", [words], format_func=plain, key=f"radio_{index}")
st.text("The end")

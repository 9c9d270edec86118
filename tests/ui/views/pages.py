"""Short ways to look at a page under test."""

from typing import Any

from streamlit.testing.v1 import AppTest


def words(app: AppTest) -> str:
    """Everything written on the page, without the invisible joiners and escapes."""
    parts = [str(getattr(element, "value", "")) for kind in ("markdown", "text", "caption", "error", "warning", "info")
             for element in app.get(kind)]  # fmt: skip
    return "\n".join(parts).replace("\u2060", "").replace("\\", "")


def button(app: AppTest, key: str) -> Any:
    """A button by its key; an error that names the buttons there are."""
    found = [one for one in app.button if one.key == key]
    assert found, f"no button {key}; there are {[one.key for one in app.button]}"
    return found[0]


def labels(app: AppTest) -> list[str]:
    """The labels of all buttons."""
    return [one.label.replace("\\", "") for one in app.button]


def expander(app: AppTest, start: str) -> Any:
    """An expander by how its label begins, after its badge."""
    for one in app.expander:
        if start in one.label:
            return one
    raise AssertionError(f"no expander {start}; there are {[one.label for one in app.expander]}")


def group(app: AppTest, key: str) -> Any:
    """A row of pills or segments by how its key begins."""
    return next(one for one in app.get("button_group") if str(one.key).startswith(key))


def upload(app: AppTest, name: str, content: bytes, kind: str) -> AppTest:
    """Put a file into the first uploader."""
    uploader: Any = app.get("file_uploader")[0]
    uploader.upload(name, content, kind).run()
    return app


def status(app: AppTest) -> str:
    """The label of the box that shows steps."""
    box: Any = next(iter(app.get("status")))
    return str(box.label)


def keyed(widgets: Any, start: str) -> Any:
    """A widget by how its key begins; the rest of a key says what the widget was drawn from."""
    found = [one for one in widgets if str(one.key).startswith(start)]
    assert found, f"no widget {start}; there are {[one.key for one in widgets]}"
    return found[0]


def unfold(app: AppTest, start: str) -> None:
    """Open an expander that draws its content only when open."""
    box = expander(app, start)
    app.session_state[box.key] = True
    app.run()

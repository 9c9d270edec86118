"""Files that pages hand out: made as they are fetched, for whoever the page was drawn for, and noted in the audit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui import app_services

if TYPE_CHECKING:
    from agent.facilitator import Facilitator

Content = str | bytes


def handed_out(session_id: str, form: str, make: "Callable[[Facilitator], Content]") -> Callable[[], Content]:
    """What makes a file of a model once somebody fetches it; ``form`` is the format's name in the audit.

    It is fetched outside any page, where nobody knows who asks: who drew the page is kept with it, and what they are to
    the model is looked up anew.
    """
    facilitator = app_services.desk().facilitator

    def fetched() -> Content:
        facilitator.exported(session_id, form)
        return make(facilitator)

    return fetched

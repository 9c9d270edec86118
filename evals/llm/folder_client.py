"""A chat client whose answers a person, or another program, writes into a folder."""

from agent.llm.calls import Answer, Call, OutputMode, Patience, Usage
from agent.llm.costs.budget import tokens_in
from agent.llm.errors import Kind, ModelError
from evals.llm.request_folder import NoAnswer, Request, RequestFolder


class FolderClient:
    """Lays each call into the folder and waits until its answer lies beside it.

    What was answered there before, with the same messages and schema, is not asked again.
    """

    def __init__(self, folder: RequestFolder, model: str) -> None:
        self.model, self.host = model, f"the folder {folder.folder.name}"
        self._folder = folder

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The answer that was written, with our own estimate of its tokens."""
        parameters = {"task": call.task, "model": self.model, "form": call.mode.value, "max_tokens": call.most_output}
        request = Request(call.messages, call.schema, parameters, call.mode is not OutputMode.PROMPT)
        text = self._folder.answered_before(request) or self._waited_for(request, patience)
        if patience.ear is not None:
            patience.ear()(text)
        sent = sum(tokens_in(message.text) for message in call.messages)
        return Answer(text, Usage(sent, 0, tokens_in(text), estimated=True))

    def _waited_for(self, request: Request, patience: Patience) -> str:
        number = self._folder.lay(request)
        try:
            return self._folder.answer_to(number, request, patience.seconds, patience.stop)
        except NoAnswer:
            kind = Kind.STOPPED if patience.stop.is_set() else Kind.TIMEOUT
            raise ModelError(kind, self.host, self.model) from None

"""What a check has to say about one entry."""

from enum import StrEnum

from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.vocabulary import Value


class Severity(StrEnum):
    """Whether a finding makes the check fail."""

    ERROR = "error"
    WARNING = "warning"


class Finding(Value):
    """One thing that a check found."""

    file: str = Field(description="The data file.")
    entry: str = Field(description="The entry in it.")
    message: str = Field(description="What was expected and what came.")
    severity: Severity = Field(default=Severity.ERROR, description="Whether it makes the check fail.")

    def __str__(self) -> str:
        return f"{self.severity.value}: {self.file}: {self.entry}: {self.message}"


def about(catalog: Catalog, section: str, entry: str, message: str, severity: Severity = Severity.ERROR) -> Finding:
    """A finding about an entry, with the file it stands in."""
    return Finding(file=catalog.file_of(section, entry), entry=entry, message=message, severity=severity)

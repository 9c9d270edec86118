"""The settings of one installation: where each value comes from, what it may be, and what the folder may set."""

from agent.settings.installation import (
    HARDENED,
    Settings,
    for_child,
    harden,
    load_settings,
    trusted_folders,
    wishes_of_folder,
)

__all__ = ["HARDENED", "Settings", "for_child", "harden", "load_settings", "trusted_folders", "wishes_of_folder"]

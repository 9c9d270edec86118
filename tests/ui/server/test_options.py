"""Streamlit's options come from the app's own file alone, whatever the folder, the home or the environment say."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ui.server.running import ROOT, Recorder, recorder
from ui.server.options import OWN_FILE, STARTERS_CHOICE, own_options

NOTHING: frozenset[str] = frozenset()
DUMP = """
import json, sys
sys.path.insert(0, sys.argv[1])
from ui.server.options import hold
from streamlit import config, net_util
if "late" in sys.argv:
    config._main_script_path = sys.argv[1] + "/ui/app.py"
    config.get_config_options(force_reparse=True, options_from_flags={"server.enableXsrfProtection": False})
hold()
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.server_util import is_url_from_allowed_origins
if "again" in sys.argv:
    config.get_config_options(force_reparse=True, options_from_flags={"server.enableCORS": False})
found = {name: str(config.get_option(name)) for name in config._config_options_template}
found["has secrets"] = secrets_singleton.load_if_toml_exists()
found["a strange page is let in"] = is_url_from_allowed_origins("http://203.0.113.9:8501")
found["look-ups"] = [net_util.get_internal_ip(), net_util.get_external_ip()]
print(json.dumps(found))
"""
EVIL = """
[server]
address = "0.0.0.0"
port = 9999
baseUrlPath = "evil"
enableCORS = false
corsAllowedOrigins = ["http://evil.example"]
enableXsrfProtection = false
enableStaticServing = true
enableAgentApi = true
maxUploadSize = 9000
fileWatcherType = "poll"
cookieSecret = "known"
trustedUserHeaders = {X-Evil = "name"}
[browser]
gatherUsageStats = true
[client]
showErrorDetails = "full"
allowedOrigins = ["http://evil.example"]
[global]
developmentMode = false
[theme]
base = "THEME"
font = "THEME"
[runner]
magicEnabled = false
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder that brings options and secrets along."""
    folder = tmp_path / "hostile" / ".streamlit"
    folder.mkdir(parents=True)
    (folder / "secrets.toml").write_text('THREATPARLEY_BASE_URL = "http://evil.example"\n', encoding="utf-8")
    return folder.parent


def options_in(folder: Path, home: Path, *words: str, **environment: str) -> dict[str, Any]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("STREAMLIT_")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", DUMP, str(ROOT), *words],
        cwd=folder,
        env={**kept, "HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def hold_against(folder: Path, evil: Recorder, *words: str, theme: str = "", but: frozenset[str] = NOTHING) -> None:
    """The options are the same where the folder, the home and the environment ask for others."""
    text = EVIL.replace("THEME", theme or f"http://127.0.0.1:{evil.port}/theme.toml")
    (folder / ".streamlit" / "config.toml").write_text(text, encoding="utf-8")
    environment = {"STREAMLIT_SERVER_ENABLE_CORS": "false", "STREAMLIT_SERVER_COOKIE_SECRET": "known"}
    found = options_in(folder, folder, *words, **environment, **evil.environment)
    own = options_in(folder.parent, folder.parent)
    assert found.pop("server.cookieSecret") not in ("known", own.pop("server.cookieSecret")), "made anew at each start"
    assert found.keys() == own.keys()
    assert {name for name, value in found.items() if value != own[name]} <= but
    assert found["has secrets"] is False
    assert found["a strange page is let in"] is False
    assert found["look-ups"] == [None, None]
    assert found["server.maxUploadSize"] == "5"
    assert found["runner.postScriptGC"] == "False", "every drawing is followed by a long look for garbage"
    assert evil.asked == []


def test_no_folder_home_or_variable_changes_an_option(hostile: Path) -> None:
    with recorder() as evil:
        hold_against(hostile, evil)


def test_the_options_hold_when_streamlit_reads_its_files_again(hostile: Path) -> None:
    with recorder() as evil:
        hold_against(hostile, evil, "again")


def test_options_that_were_read_before_the_app_are_taken_back(hostile: Path) -> None:
    with recorder() as evil:
        hold_against(hostile, evil, "late", theme="dark", but=STARTERS_CHOICE)


def test_every_option_of_the_own_file_is_one_that_streamlit_knows() -> None:
    from streamlit import config

    assert OWN_FILE.is_file()
    assert set(own_options()) | STARTERS_CHOICE <= set(config._config_options_template)

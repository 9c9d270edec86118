"""The files for a team's installation hold together, without an engine: they are linted, validated and run in parts."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.settings import load_settings
from agent.settings.sources import PREFIX
from tests.test_architecture import ROOT

FOLDER = ROOT / "docs" / "deploy"
KNOWN = {line[0] for line in load_settings({"HOME": "/nowhere"}).lines()} | {"api_key"}


def compose() -> Any:
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def objects() -> list[Any]:
    return list(yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text(encoding="utf-8")))


def of_kind(kind: str) -> list[Any]:
    return [one for one in objects() if one["kind"] == kind]


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=f"{Path(sys.executable).parent}:/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def filled(text: str, given: dict[str, str]) -> str:
    """A text with the variables of a compose file in their places."""
    return re.sub(r"\$\{([A-Z_]+)(?::[-?][^}]*)?\}", lambda found: given[found[1]], text)


def names_of_settings(names: Any) -> set[str]:
    return {name.removeprefix(PREFIX).lower() for name in names if name.startswith(PREFIX)}


# the image


def test_the_dockerfile_passes_the_linter() -> None:
    done = subprocess.run([program("hadolint"), "--no-color", FOLDER / "Dockerfile"], capture_output=True, text=True)
    assert done.stdout == ""


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with what they say, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (FOLDER / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def test_the_image_runs_without_rights_and_says_whether_it_is_alive() -> None:
    told = dict(instructions())
    assert told["USER"] == "10001:10001"
    assert "/healthz" in told["HEALTHCHECK"]
    assert json.loads(told["ENTRYPOINT"]) == ["threatparley"]
    assert [what for what, _ in instructions()].count("FROM") == 2, "the compiler and pip's cache stay behind"


def test_the_steps_of_the_dockerfile_make_a_program_that_runs(tmp_path: Path) -> None:
    """The same copies and commands, in a folder of their own; the libraries are those that are installed here."""
    place, source = tmp_path / "opt", tmp_path / "src"
    source.mkdir()
    environment = {**os.environ, "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    environment.pop("PYTHONPATH", None)
    stage = instructions()[1 : [what for what, _ in instructions()].index("FROM", 1)]
    for what, told in stage:
        if what == "COPY":
            *names, _ = shlex.split(told)
            for name in names:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
                copy(ROOT / name, source / name)
        elif what == "RUN":
            for command in told.replace("/opt/threatparley", str(place)).split("&&"):
                subprocess.run(
                    shlex.split(command.replace("python -m", f"{sys.executable} -m", 1)),
                    cwd=source, env=environment, check=True, capture_output=True,
                )  # fmt: skip
                _lend_libraries(place)
    done = subprocess.run(
        [place / "bin" / "threatparley", "formats", "--json"], cwd=tmp_path, capture_output=True, text=True,
        env={**environment, "THREATPARLEY_DATA_DIR": str(tmp_path / "data")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    where = subprocess.run(
        [place / "bin" / "python", "-c", "import ui.server.options as one; print(one.OWN_FILE.resolve(strict=True))"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(place) in where.stdout, "what runs is what was copied and installed, data files included"


def _lend_libraries(place: Path) -> None:
    """Let a fresh environment see the libraries of this one, behind its own; among them what builds a package."""
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    folder = next(place.glob("lib/python*/site-packages"))
    (folder / "zz-lent.pth").write_text(f"{libraries}\n")
    for old in folder.glob("setuptools*"):
        shutil.rmtree(old)


# compose


def test_the_compose_file_follows_its_schema() -> None:
    module = pytest.importorskip("compose_spec")
    given = dict.fromkeys(re.findall(r"\$\{([A-Z_]+)", json.dumps(compose())), "given") | {"PUBLISH": "127.0.0.1:8080"}
    module.PyCompose.from_json(filled(json.dumps(compose()), given)).validate()


def test_only_the_proxy_is_reached_from_outside() -> None:
    services, networks = compose()["services"], compose()["networks"]
    assert [name for name, one in services.items() if one.get("ports")] == ["proxy"]
    for name in ("postgres", "chroma"):
        assert all(networks[one].get("internal") for one in services[name]["networks"]), name
    assert "data" not in services["proxy"]["networks"]


def test_three_replicas_are_alike_and_without_rights() -> None:
    services = compose()["services"]
    apps = [services[f"app-{number}"] for number in (1, 2, 3)]
    assert apps[0]["environment"] == apps[1]["environment"] == apps[2]["environment"]
    for one in apps:
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in one["security_opt"]


def test_every_setting_that_is_given_exists_and_every_variable_stands_in_the_example() -> None:
    environment = compose()["services"]["app-1"]["environment"]
    assert names_of_settings(environment) <= KNOWN
    variables = set(re.findall(r"\$\{([A-Z_]+)", (FOLDER / "compose.yaml").read_text(encoding="utf-8")))
    example = (FOLDER / "example.env").read_text(encoding="utf-8")
    assert variables == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert not re.search(r"^(.*(SECRET|PASSWORD|KEY))=.+", example, re.MULTILINE), "no secret stands in it"


def test_the_settings_of_the_example_hold_together(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "deploy")
    subprocess.run([tmp_path / "deploy" / "secrets.sh"], check=True)
    text = (tmp_path / "deploy" / ".env").read_text(encoding="utf-8")
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert (tmp_path / "deploy" / ".env").stat().st_mode & 0o077 == 0
    assert len({given[name] for name in ("POSTGRES_PASSWORD", "APP_DATABASE_PASSWORD", "SIGN_IN_COOKIE_SECRET")}) == 3

    environment = compose()["services"]["app-1"]["environment"]
    environment = {name: filled(value, given) for name, value in environment.items()} | {"HOME": str(tmp_path)}
    flags = {"host": "0.0.0.0", "port": "8501"}
    assert load_settings(environment, flags, tmp_path).allow_remote
    people = {
        "SIGN_IN_ISSUER": "https://sign-in.example", "SIGN_IN_CLIENT_ID": "threatparley",
        "SIGN_IN_CLIENT_SECRET": "s" * 40, "SIGN_IN_ADDRESS": "https://threats.example",
    }  # fmt: skip
    environment |= {f"{PREFIX}{name}": value for name, value in people.items()}
    assert load_settings(environment, flags, tmp_path).knows_people


# the proxy


def test_the_proxy_takes_its_settings(tmp_path: Path) -> None:
    done = subprocess.run(
        [program("nginx"), "-t", "-p", str(tmp_path), "-c", str(FOLDER / "nginx.conf")], capture_output=True, text=True
    )
    assert "test is successful" in done.stderr, done.stderr


def test_the_proxy_knows_each_replica_by_its_address() -> None:
    services = compose()["services"]
    addresses = {services[f"app-{number}"]["networks"]["front"]["ipv4_address"] for number in (1, 2, 3)}
    told = re.findall(r"server ([\d.]+):8501", (FOLDER / "nginx.conf").read_text(encoding="utf-8"))
    assert set(told) == addresses


# kubernetes


@pytest.mark.parametrize(
    "number", range(len(objects())), ids=[f"{one['kind']}-{one['metadata']['name']}" for one in objects()]
)
def test_each_object_follows_its_schema(number: int) -> None:
    module = pytest.importorskip("kubernetes_validate")
    module.validate(objects()[number], "1.37", strict=True)


def test_the_cluster_has_three_replicas_with_probes_and_without_rights() -> None:
    deployment = of_kind("Deployment")[0]["spec"]
    container = deployment["template"]["spec"]["containers"][0]
    assert deployment["replicas"] == 3
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert deployment["template"]["spec"]["securityContext"]["runAsNonRoot"]
    assert of_kind("PodDisruptionBudget")[0]["spec"]["minAvailable"] == 2
    assert of_kind("Ingress")[0]["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"


def test_in_the_cluster_only_the_app_reaches_the_database_and_the_index() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in of_kind("NetworkPolicy")}
    assert policies["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    for name in ("postgres-from-app", "chroma-from-app"):
        assert [one["podSelector"]["matchLabels"] for one in policies[name]["ingress"][0]["from"]] == [
            {"app": "threatparley"}
        ]
        assert policies[name]["egress"] == []


def test_secrets_are_referred_to_and_every_setting_of_the_cluster_exists() -> None:
    assert of_kind("Secret") == []
    container = of_kind("Deployment")[0]["spec"]["template"]["spec"]["containers"][0]
    given = {one["name"] for one in container["env"]} | set(of_kind("ConfigMap")[0]["data"])
    assert names_of_settings(given) <= KNOWN
    assert all("secretKeyRef" in one["valueFrom"] for one in container["env"])


def test_both_ways_run_the_same_image() -> None:
    images = {compose()["services"]["app-1"]["image"]}
    images |= {of_kind("Deployment")[0]["spec"]["template"]["spec"]["containers"][0]["image"]}
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert images == {f"threatparley:{version[1]}"}

"""The action, the hook and the workflow: what they run, run in an empty repository.

What a runner adds is here in its place: the environment that it documents, and the steps of others. Installing is left
to what is installed, and no index can be asked.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.config import _KEYS
from kg.init import init
from tests.cli.test_validate import RECORD
from tests.conftest import ROOT

Step = dict[str, Any]


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository."""
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def bash(script: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a step as a runner does."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
        **more,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def filled(text: str, inputs: dict[str, str]) -> str:
    """What a runner makes of the expressions in a text; no other than an input is used."""
    result = re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: inputs[found[1]], text)
    assert "${{" not in result
    return result


class TestAction:
    action = load(ROOT / "action.yml")

    def run(self, folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
        """Runs its own steps but the installation; stops at the first that fails."""
        inputs = {name: one["default"] for name, one in self.action["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        assert inputs.keys() == self.action["inputs"].keys()
        for step in self.steps()[1:]:
            where = folder / filled(step["working-directory"], inputs)
            ran = bash(step["run"], where, **{name: filled(value, inputs) for name, value in step["env"].items()})
            if ran.returncode:
                return ran
        return ran

    def steps(self) -> list[Step]:
        steps: list[Step] = [step for step in self.action["runs"]["steps"] if "run" in step]
        assert all(step["shell"] == "bash" for step in steps)
        return steps

    def test_is_a_composite_one_that_says_what_it_takes(self) -> None:
        assert self.action["runs"]["using"] == "composite"
        assert all(one["description"].endswith(".") for one in self.action["inputs"].values())
        others = [step["uses"] for step in self.action["runs"]["steps"] if "uses" in step]
        assert [use.partition("@")[0] for use in others] == ["actions/setup-python"]

    def test_installs_this_checkout(self) -> None:
        words = shlex.split(self.steps()[0]["run"])
        assert words[:4] == ["python", "-m", "pip", "install"]
        assert words[-1] == "$GITHUB_ACTION_PATH"
        assert (ROOT / "pyproject.toml").is_file()

    def test_every_input_is_used_and_none_is_pasted_into_a_script(self) -> None:
        text = (ROOT / "action.yml").read_text(encoding="utf-8")
        assert [name for name in self.action["inputs"] if f"inputs.{name} }}}}" not in text] == []
        assert [step["name"] for step in self.steps() if "${{" in step["run"]] == []

    def test_annotates_what_the_configuration_names(self, repository: Path) -> None:
        init(repository)
        ran = self.run(repository)
        assert ran.returncode == 0, ran.stderr
        assert re.search(r"^::warning file=contracts/example\.ttl,line=\d+,.*PD002", ran.stdout, re.MULTILINE)

    def test_fails_on_a_violation(self, repository: Path) -> None:
        (repository / "my records").mkdir()
        (repository / "my records" / "acme.ttl").write_text(RECORD, encoding="utf-8")
        ran = self.run(repository, paths="my records\n")
        assert ran.returncode == 1, ran.stderr
        assert "::error file=my records/acme.ttl,line=14," in ran.stdout
        assert self.run(repository, paths="my records/acme.ttl", fail_on="never").returncode == 0

    def test_writes_sarif_even_where_it_fails(self, repository: Path) -> None:
        (repository / "records").mkdir()
        (repository / "records" / "acme.ttl").write_text(RECORD, encoding="utf-8")
        assert self.run(repository, paths="records", sarif="findings.sarif").returncode == 1
        report = json.loads((repository / "findings.sarif").read_text(encoding="utf-8"))
        assert report["version"] == "2.1.0"
        assert "PD001" in {one["ruleId"] for one in report["runs"][0]["results"]}

    def test_works_in_another_folder(self, repository: Path) -> None:
        init(repository / "legal")
        ran = self.run(repository, working_directory="legal", fail_on="warning")
        assert ran.returncode == 1, ran.stderr
        assert "PD002" in ran.stdout

    def test_a_wrong_call_says_so(self, repository: Path) -> None:
        ran = self.run(repository, paths="nowhere")
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.startswith("error: nowhere: cannot be read")


class TestHook:
    def test_runs_what_the_configuration_names(self, repository: Path) -> None:
        (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)
        init(repository)
        ran = bash(hook["entry"], repository)
        assert ran.returncode == 0, ran.stderr
        assert "contracts/example.ttl:" in ran.stdout
        (repository / "contracts" / "acme.ttl").write_text(RECORD, encoding="utf-8")
        assert bash(hook["entry"], repository).returncode == 1
        assert bash(f"{hook['entry']} contracts/example.ttl", repository).returncode == 0

    def test_runs_where_a_file_that_is_read_has_changed(self) -> None:
        from kg.sources.formats import FORMATS

        (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
        files = [f"contracts/a{suffix}" for suffix in FORMATS] + ["clausegraph.toml", "pyproject.toml"]
        assert [name for name in files if not re.search(hook["files"], name)] == []
        assert not re.search(hook["files"], "README.md")


class TestWorkflow:
    def test_each_step_works_as_it_is(self, repository: Path) -> None:
        init(repository)
        workflow = load(repository / ".github" / "workflows" / "clausegraph.yml")
        assert set(workflow[True]) == {"push", "pull_request"}  # YAML 1.1 reads `on` as true
        (job,) = workflow["jobs"].values()
        steps: list[Step] = job["steps"]
        uses = [step["uses"].partition("@")[0] for step in steps if "uses" in step]
        assert uses == ["actions/checkout", "actions/setup-python"]
        ran = [bash(step["run"], repository) for step in steps if "run" in step]
        assert [one.returncode for one in ran] == [0, 0, 0], [one.stderr for one in ran]
        assert "::warning file=contracts/example.ttl,line=" in ran[-1].stdout
        assert "PD002" in (repository.parent / "summary.md").read_text(encoding="utf-8")

    def test_fails_on_a_violation(self, repository: Path) -> None:
        init(repository)
        (repository / "contracts" / "acme.ttl").write_text(RECORD, encoding="utf-8")
        (job,) = load(repository / ".github" / "workflows" / "clausegraph.yml")["jobs"].values()
        assert bash(job["steps"][-1]["run"], repository).returncode == 1
        assert bash(job["steps"][-2]["run"], repository).returncode == 0


def test_the_settings_are_those_of_the_command_line() -> None:
    ran = bash("kg validate --help", ROOT)
    assert [key for key in _KEYS if key != "paths" and f"--{key} " not in ran.stdout] == []

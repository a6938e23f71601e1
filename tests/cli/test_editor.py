"""The YAML language server finds the schema that ``init`` and ``new`` name, and helps with it."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sphinx_mlsys.cli import main

SETTINGS = {
    "yaml": {"schemaStore": {"enable": False}, "hover": True, "completion": True, "validate": True}
}


class Editor:
    """An editor's side of the Language Server Protocol, as much of it as is needed.

    https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
    """

    def __init__(self, command: list[str], folder: Path) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.watch = threading.Timer(120, self.process.kill)  # instead of waiting for ever
        self.watch.start()
        self.last = 0
        self.told: dict[str, list[Any]] = {}
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder.as_uri(),
                "capabilities": {
                    "workspace": {"configuration": True},
                    "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
                },
            },
        )
        self.send({"method": "initialized", "params": {}})

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Return the next message; questions of the server are answered."""
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            result: Any = None
            if message["method"] == "workspace/configuration":
                result = [SETTINGS.get(i.get("section")) for i in message["params"]["items"]]
            self.send({"id": message["id"], "result": result})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.told[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """Return the answer to a request."""
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self.last and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, file: Path, text: str) -> str:
        """Open a file with a text that need not be saved; return its address."""
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return file.as_uri()

    def at(self, method: str, uri: str, line: int, column: int) -> Any:
        """Return the answer for a place in a document."""
        place = {"line": line, "character": column}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": place})

    def problems(self, uri: str) -> list[str]:
        """Return what the server says is wrong with a document."""
        while uri not in self.told:
            self.receive()
        return [d["message"] for d in self.told[uri]]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the docs folder of a new project."""
    folder = tmp_path_factory.mktemp("editor") / "digest"
    facts = ["--conference", "2026", "--start", "2026-05-18", "--name", "Conference on Things"]
    assert main(["init", str(folder), *facts]) == 0
    return folder / "docs"


@pytest.fixture(scope="module")
def editor(
    project: Path, tool: Callable[[str], str], npm: Callable[[str], Path]
) -> Iterator[Editor]:
    """Return an editor with a server from npm."""
    program = npm("yaml-language-server") / "yaml-language-server/bin/yaml-language-server"
    found = Editor([tool("node"), str(program), "--stdio"], project)
    yield found
    found.watch.cancel()
    found.process.kill()
    found.process.wait()


def record(project: Path) -> tuple[Path, str]:
    """Return the record of a new project, with its text."""
    (file,) = (project / "papers").glob("*.paper.yaml")
    return file, file.read_text(encoding="utf-8")


def test_the_record_that_init_writes_is_valid(editor: Editor, project: Path) -> None:
    file, text = record(project)
    assert text.startswith("# yaml-language-server: $schema=../_schema/paper.schema.json\n")
    assert editor.problems(editor.open(file, text)) == []


def test_fields_are_completed_and_explained(editor: Editor, project: Path) -> None:
    file, text = record(project)
    line = text.count("\n")
    uri = editor.open(file.with_name("completed2026.paper.yaml"), text + "\n")
    found = editor.at("completion", uri, line, 0)
    labels = {i["label"] for i in (found["items"] if isinstance(found, dict) else found)}
    assert {"approach", "limits", "connections", "award"} <= labels
    assert "takeaway" not in labels  # it is there already
    place = next(n for n, words in enumerate(text.split("\n")) if words.startswith("takeaway:"))
    hover = json.dumps(editor.at("hover", uri, place, 2))
    assert "One sentence: what, how much, on what." in hover


def test_a_field_that_there_is_not_is_underlined(editor: Editor, project: Path) -> None:
    file, text = record(project)
    uri = editor.open(file.with_name("wrong2026.paper.yaml"), text.replace("takeaway:", "takeway:"))
    (said,) = editor.problems(uri)
    assert "takeway" in said


def test_a_program_has_its_schema_too(editor: Editor, project: Path) -> None:
    file = project / "2026/program.yaml"
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file, text)
    assert editor.problems(uri) == []
    place = next(n for n, words in enumerate(text.split("\n")) if "timezone:" in words)
    assert "IANA time zone" in json.dumps(editor.at("hover", uri, place, 4))

"""The documentation, held against the product it describes."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
import textwrap
from pathlib import Path

import pytest
import typer

from dashapp.__main__ import app_for
from data import schema

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")])
NAMES = [path.relative_to(PROJECT).as_posix() for path in DOCUMENTS]
ARCHITECTURE = PROJECT / "docs" / "architecture.md"
EXTENDING = PROJECT / "docs" / "extending.md"

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HTML_LINK = re.compile(r"(?:src|srcset|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BACKTICKS = re.compile(r"`([^`\n]+)`( \(new\))?")
COMMAND = re.compile(r"python -m dashapp ([^`\n]+)")
TARGET = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)

ROOMS = ("assets", "bench", "callbacks", "dashapp", "data", "deploy", "docs", "layouts", "models")
OTHER_FOLDERS = ("tests", ".ci")
LOOKS_LIKE_A_PATH = re.compile(rf"^(?:{'|'.join((*ROOMS, *OTHER_FOLDERS))})/[\w./*-]*$")
LOOKS_LIKE_A_MODULE = re.compile(r"^(?:callbacks|dashapp|data|layouts|models)(?:\.\w+)+$")
ROOT_FILES = re.compile(r"^(?:Makefile|[\w-]+\.(?:py|toml|txt|in|md))$")
WRITTEN_BY_A_RUN = {"release.json"}  # a file of a release, not of the project


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return FENCE.sub("", text)


def anchor(heading: str) -> str:
    """The name GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_documents_a_reader_is_sent_to_are_there() -> None:
    wanted = {"architecture", "deployment", "extending", "metrics", "operations", "user-guide"}

    assert {path.stem for path in DOCUMENTS} >= {"README", *wanted}
    linked = {target.partition("#")[0] for target in LINK.findall(read("README.md"))}
    assert {f"docs/{name}.md" for name in wanted} <= linked


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    text = without_code(read(name))
    targets = [t for t in (*LINK.findall(text), *HTML_LINK.findall(text)) if "://" not in t]

    for target in targets:
        path, _, heading = target.partition("#")
        found = (PROJECT / name).parent / path if path else PROJECT / name
        assert found.exists(), f"{name} links to {target}"
        if heading:
            known = {anchor(h) for h in HEADING.findall(without_code(found.read_text("utf-8")))}
            assert heading in known, f"{name} links to {target}"


def test_the_picture_of_the_page_is_shown_in_both_faces() -> None:
    text = read("README.md")

    assert "docs/images/overview-light-1440.png" in text
    assert "docs/images/overview-dark-1440.png" in text


# --- commands ------------------------------------------------------------------------------------


def commands() -> list[str]:
    found = {line.strip() for name in NAMES for line in COMMAND.findall(read(name))}
    return sorted(line for line in found if not line.startswith("COMMAND"))


def words(line: str) -> list[str]:
    """The words of a command; what stands for the reader's own files is a file that exists."""
    asked, _, _ = line.partition(" > ")
    said = [word for word in shlex.split(asked, comments=True) if word != "..."]
    return ["README.md" if word == "FILES" or re.search(r"[./]", word) else word for word in said]


@pytest.mark.parametrize("line", commands())
def test_every_command_can_be_typed_as_it_is_written(line: str) -> None:
    name, *arguments = words(line)
    known = typer.main.get_command(app_for()).commands  # type: ignore[attr-defined]

    assert name in known
    command = known[name]
    while arguments and arguments[0] in getattr(command, "commands", {}):
        name, *arguments = arguments
        command = command.commands[name]
    if "--help" not in arguments and arguments:
        # Options that do not exist, or that are given a value they refuse, raise.
        assert command.make_context(name, arguments).params


def test_every_command_is_described() -> None:
    known = typer.main.get_command(app_for()).commands  # type: ignore[attr-defined]
    described = {line.split()[0] for line in commands()}

    assert described == set(known)


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))

    assert set(TARGET.findall(read(name))) <= targets


# --- paths and modules ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_path_in_backticks_exists_unless_it_is_called_new(name: str) -> None:
    for token, new in BACKTICKS.findall(without_code(read(name))):
        if LOOKS_LIKE_A_PATH.match(token) or ROOT_FILES.match(token):
            exists = any(PROJECT.glob(token)) or token in WRITTEN_BY_A_RUN
            assert exists != bool(new), f"{name} names {token}"


@pytest.mark.parametrize("name", NAMES)
def test_every_module_and_function_in_backticks_exists(name: str) -> None:
    for token, _ in BACKTICKS.findall(without_code(read(name))):
        if LOOKS_LIKE_A_MODULE.match(token) and not token.endswith((".py", ".md")):
            assert resolves(token), f"{name} names {token}"


def resolves(dotted: str) -> bool:
    module, _, attribute = dotted.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), attribute) or bool(
            importlib.import_module(dotted)
        )
    except ModuleNotFoundError:
        return False


# --- architecture --------------------------------------------------------------------------------


def wanted_packages() -> set[str]:
    lines = [*read("requirements.in").splitlines(), *read("requirements-dev.in").splitlines()]
    return {re.split(r"[=\s]", line)[0] for line in lines if re.match(r"\w", line)}


def test_the_architecture_says_why_each_package_is_there() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    rows = re.findall(r"^\| `([\w\[\]-]+)` \| (.+?) \|$", text, re.MULTILINE)

    assert len(wanted_packages()) > 30
    assert wanted_packages() <= {name for name, reason in rows if len(reason) > 20}


def test_the_architecture_lists_the_tables_and_no_other() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    section = text.partition("\n## The tables\n")[2].partition("\n## ")[0]

    assert set(re.findall(r"^\| `(\w+)` ", section, re.MULTILINE)) == set(schema.METADATA.tables)


# --- examples ------------------------------------------------------------------------------------


def examples() -> list[str]:
    found = FENCE.findall(EXTENDING.read_text("utf-8"))
    return [textwrap.dedent(code) for kind, code in found if kind == "python"]


def new_modules() -> set[str]:
    """Modules that a reader of the page is about to write."""
    names = (token for token, new in BACKTICKS.findall(EXTENDING.read_text("utf-8")) if new)
    return {name.removesuffix(".py").replace("/", ".") for name in names}


def test_examples_are_python_and_import_what_exists() -> None:
    assert len(examples()) >= 5
    for code in examples():
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                assert all(resolves(name) for name in names - new_modules()), names


def test_examples_keep_to_the_line_length() -> None:
    assert all(len(line) <= 100 for code in examples() for line in code.splitlines())

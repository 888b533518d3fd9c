"""The rooms of the library: each imports only from those below it, and no module takes a private name of another."""

import ast
from pathlib import Path

import pytest

import casestudy

HOME = Path(casestudy.__file__).parent
# From the ground up.
ROOMS = (
    "coding", "articles", "networks", "measures", "findings", "figures", "book", "export", "report", "scenarios", "cli",
)  # fmt: skip
MODULES = sorted(HOME.rglob("*.py"))


def imports(path: Path) -> list[tuple[str, str]]:
    """What a module takes from the library, in whatever place: the module that it names, and the name."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "casestudy":
            found += [(str(node.module), name.name) for name in node.names]
        elif isinstance(node, ast.Import):
            found += [(name.name, "") for name in node.names if name.name.startswith("casestudy.")]
    return found


def room(module: str) -> int:
    """The floor of a module such as ``casestudy.coding.cases``; the package itself, which all may name, is the ground."""
    parts = module.split(".")
    return ROOMS.index(parts[1]) if len(parts) > 1 else -1


def test_every_module_has_a_room():
    named = {path.relative_to(HOME).parts[0].removesuffix(".py") for path in MODULES} - {"__init__"}
    assert named == set(ROOMS)


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.parent != HOME or path.stem == "networks"],
    ids=lambda path: path.relative_to(HOME).as_posix(),
)
def test_a_room_imports_only_from_those_below_it(path):
    here = ROOMS.index(path.relative_to(HOME).parts[0].removesuffix(".py"))
    upward = [module for module, _ in imports(path) if room(module) > here]
    assert upward == []


def test_nothing_imports_the_annex():
    takers = {
        path.relative_to(HOME).parts[0] for path in MODULES for module, _ in imports(path) if "scenarios" in module
    }
    assert takers <= {"scenarios", "cli"}


def test_no_module_takes_a_private_name_of_another():
    private = [
        (path.name, name) for path in MODULES for _, name in imports(path) if name.startswith("_") and name[1] != "_"
    ]
    assert private == []

"""What a room offers is imported when it is asked for, so that a command loads only what it uses.

A room's `__init__` names it three times: as imports, which type checkers and linters read and nobody runs, in
`__all__`, and by the module that each name is found in:

    if TYPE_CHECKING:
        from linkcheck.judge.strikes import dying, standing

    __all__ = ["dying", "standing"]

    offer(__name__, strikes="dying standing")

Who imports a name at the top of a module, as all do, has it loaded with that module, not in the middle of a crawl.
"""

import sys
from importlib import import_module
from types import ModuleType


class _Room(ModuleType):
    """A package of which a name is what it offers, also where a module has that name: `documents.find` finds."""

    def __setattr__(self, name: str, value: object) -> None:
        # an import puts each module into its package
        if not (isinstance(value, ModuleType) and name in self.__all__):
            super().__setattr__(name, value)


def offer(room: str, /, **places: str) -> None:
    """Let a room offer what its modules hold: the names in each of them."""
    package = sys.modules[room]
    place_of = {name: place for place, names in places.items() for name in names.split()}

    def offered(name: str) -> object:
        if name not in place_of:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{room}.{place_of[name]}"), name)
        setattr(package, name, value)
        return value

    package.__class__ = _Room
    vars(package)["__getattr__"] = offered

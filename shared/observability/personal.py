"""A mask for values about a person: whatever prints it by accident prints three stars."""

from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")
_MASK = "***"


class Personal(Generic[T]):
    """Holds a value that must not be printed. `reveal()` is the only way to it, and easy to search for."""

    __slots__ = ("__value",)

    def __init__(self, value: T) -> None:
        self.__value = value

    def reveal(self) -> T:
        """Return the value."""
        return self.__value

    def __repr__(self) -> str:
        return _MASK

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return _MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and self.__value == other.reveal()

    def __hash__(self) -> int:
        return hash(self.__value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a masked value is not pickled")

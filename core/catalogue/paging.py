"""Pages of a list and the row of buttons that turns them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.messages import Action, Button
from core.rendering import label

T = TypeVar("T")
PAGE = 5


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list: `number` counts from 1 to `count`, `start` is the first item's index from 0."""

    items: Sequence[T]
    number: int
    count: int
    start: int
    total: int


def page_of(items: Sequence[T], number: int, size: int = PAGE) -> Page[T]:
    """The page `number`, or the nearest one that exists: lists shrink while old buttons stay."""
    count = max(1, -(-len(items) // size))
    number = min(max(1, number), count)
    start = (number - 1) * size
    return Page(items[start : start + size], number, count, start, len(items))


def number_of_page(index: int, size: int = PAGE) -> int:
    """The page on which the item with this index (from 0) stands."""
    return index // size + 1


def pager(page: Page[T], action: Action, *args: str) -> tuple[Button, ...]:
    """«‹ 2/4 ›»: the buttons of a page of `action`, whose last argument is the page. Empty for a single page."""
    if page.count == 1:
        return ()
    back = Button("‹", action, (*args, str(page.number - 1))) if page.number > 1 else None
    here = Button(label("page", number=page.number, count=page.count))
    forward = Button("›", action, (*args, str(page.number + 1))) if page.number < page.count else None
    return tuple(button for button in (back, here, forward) if button is not None)

"""A measurement is a module with ``TITLE`` and ``measure(*, quick: bool) -> Iterator[Result]``. No more is needed."""

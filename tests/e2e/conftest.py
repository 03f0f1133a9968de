"""One running product for all end-to-end tests."""

from collections.abc import Iterator

import pytest

from tests.e2e.product import Product, start_product


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The three real processes; stopped at the end."""
    running = start_product(tmp_path_factory.mktemp("product"))
    try:
        yield running
    finally:
        running.stop()

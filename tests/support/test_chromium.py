"""The browser is real, and the accessibility check can fail."""

from typing import TYPE_CHECKING

from tests.support.chromium import accessibility_faults

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = "<html lang=de><title>Heute</title><body><main><h1>Heute</h1>{}</main>"


def test_a_picture_without_description_is_a_fault(page: "Page") -> None:
    page.set_content(PAGE.format("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"))
    assert [fault.split(":")[0] for fault in accessibility_faults(page)] == ["image-alt"]


def test_a_described_picture_is_none(page: "Page") -> None:
    page.set_content(PAGE.format("<img alt='Logo' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"))
    assert accessibility_faults(page) == []

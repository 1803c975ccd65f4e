"""Leave the Flet app for another page of our own, in the same tab."""

from urllib.parse import urljoin

import flet as ft


async def leave_for(path: str) -> None:
    """Open `path` of this server in place of the app, such as the capture shell or /enter."""
    socket = ft.context.page.url or ""  # Flet gives the socket's address: ws:// or wss://
    address = urljoin(socket.replace("ws", "http", 1), path)
    await ft.UrlLauncher().launch_url(address, web_only_window_name="_self")

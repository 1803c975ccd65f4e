"""What the Flet client consists of: its own files where we leave them, ours where we change them.

No address outside this server is ever asked: engines and fonts lie here, and the one file that
Flet 1.0.5 always fetches from a CDN (for animations that we do not use) is answered by us.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import flet_web
from flet.version import flet_version

from app.errors import LeavenError
from app.web.icon_font import icon_font, icons_in_use
from app.web.inlined import sources_of

ENTRY = ("flutter_bootstrap.js", "main.dart.mjs", "main.dart.wasm", "canvaskit/skwasm.js")
FIRST = (*ENTRY, "canvaskit/skwasm.wasm", "assets/FontManifest.json")
"""What a Chromium loads before anything can be seen, besides fonts."""
OTHER_ENGINES = (
    "main.dart.js",
    "canvaskit/canvaskit.js",
    "canvaskit/canvaskit.wasm",
    "canvaskit/chromium/canvaskit.js",
    "canvaskit/chromium/canvaskit.wasm",
    "canvaskit/skwasm_heavy.js",
    "canvaskit/skwasm_heavy.wasm",
)
"""For browsers where the quick engine does not run; loaded there only."""
LEFT_OUT = re.compile(
    r"^(pyodide/|python|canvaskit/(experimental|wimp)|flutter_service_worker|index\.html|icons/)"
    r"|flutter_math_fork|CupertinoIcons|roboto|\.(map|symbols)$"
)
RIVE = b"https://cdn.jsdelivr.net/npm/@rive-app/flutter-native-wasm@44.0.0/"
RIVE_HERE = b"/rive/" + b"0" * (len(RIVE) - 7) + b"/"
"""As long as the original: the address stands in compiled code."""
RIVE_ANSWER = b"globalThis.RiveNative = () => new Promise(() => {});\n"
STRINGS = "{builtins: ['js-string']}"
STRINGS_BY_THE_BROWSER = "{builtins: ['js-string'], importedStringConstants: ''}"
"""39,014 texts that the engine asks for one by one unless the browser makes them itself."""
FONTS = {400: "figtree-400.woff2", 600: "figtree-600.woff2", 700: "figtree-700.woff2"}
ICON_FONT = "assets/fonts/MaterialIcons-Regular.otf"
OUR_FIRST = (ICON_FONT, *(f"assets/fonts/{name}" for name in FONTS.values()))


class ChangedClientError(LeavenError):
    """The installed Flet is not the one these changes were made for."""

    code = "changed_client"
    status = 500


class ClientFiles:
    """Reads by path below the versioned prefix.

    Args:
        assets: our folder `assets/`.
        icon_sources: folders whose Python files name the icons to keep.
    """

    def __init__(self, assets: Path, icon_sources: Sequence[Path]) -> None:
        self._assets = assets
        self._web = Path(flet_web.get_package_web_dir())
        self._icons = icons_in_use(icon_sources)
        self.version = self._digest()
        self.prefix = f"/v/{self.version}/"
        self.index, self.policy = self._index()

    def read(self, name: str) -> bytes | None:
        """The file's bytes, or None if there is none that a browser may have."""
        if name in CHANGED:
            changed: bytes = CHANGED[name](self)
            return changed
        ours = self._assets / _place(name)
        theirs = None if LEFT_OUT.search(name) else self._web / name
        for root, path in ((self._assets, ours), (self._web, theirs)):
            if path and path.is_file() and path.resolve().is_relative_to(root.resolve()):
                return _rive_here(path.read_bytes(), name)
        return None

    def icon_font(self) -> bytes:
        return icon_font(self._web / ICON_FONT, self._icons)

    def fonts(self) -> bytes:
        """Our type under its name and as Roboto, which Flutter would fetch from elsewhere."""
        ours = [{"asset": f"fonts/{name}", "weight": weight} for weight, name in FONTS.items()]
        families = {
            "MaterialIcons": [{"asset": "fonts/MaterialIcons-Regular.otf"}],
            "Figtree": ours,
            "Roboto": ours[:1],
        }
        listed = [{"family": family, "fonts": fonts} for family, fonts in families.items()]
        return json.dumps(listed).encode()

    def bootstrap(self) -> bytes:
        """Without Flutter's service worker: it would remove ours."""
        text = (self._web / "flutter_bootstrap.js").read_text(encoding="utf-8")
        text, found = re.subn(r"serviceWorkerSettings:\s*\{.*?\},\s*\n", "", text, flags=re.DOTALL)
        if found != 1:
            raise ChangedClientError("Flet's flutter_bootstrap.js has changed; look at it anew.")
        return text.replace("//# sourceMappingURL=flutter.js.map", "").encode()

    def entry(self) -> bytes:
        """With the engine's texts made by the browser; one that cannot goes on as before."""
        text = (self._web / "main.dart.mjs").read_text(encoding="utf-8")
        if text.count(STRINGS) != text.count("builtins: [") or '"": new Proxy' not in text:
            raise ChangedClientError("Flet's main.dart.mjs has changed; look at it anew.")
        return text.replace(STRINGS, STRINGS_BY_THE_BROWSER).encode()

    def _digest(self) -> str:
        """Twelve characters that change with anything a browser could get."""
        digest = hashlib.sha256(flet_version.encode())
        digest.update((self._web / "version.json").read_bytes())
        digest.update(" ".join(sorted(self._icons)).encode())
        for path in sorted(each for each in self._assets.rglob("*") if each.is_file()):
            digest.update(path.relative_to(self._assets).as_posix().encode())
            digest.update(path.read_bytes())
        digest.update(Path(__file__).read_bytes())
        return digest.hexdigest()[:12]

    def _index(self) -> tuple[bytes, str]:
        html = (self._assets / "index.html").read_text(encoding="utf-8")
        html = html.replace("{{PREFIX}}", self.prefix).replace("{{VERSION}}", self.version)
        return html.encode(), policy(sources_of(html, "script"))


def policy(script_hashes: str) -> str:
    """What the page may load: only from here. Flutter writes styles and compiles WebAssembly."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {script_hashes}",
            "worker-src 'self' blob:",
            "connect-src 'self' blob: data:",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            "style-src 'self' 'unsafe-inline'",
            "frame-src 'self'",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def _place(name: str) -> str:
    """Where a file of ours lies. Letters that our type lacks are asked for by their family."""
    if name.startswith("fallback/"):
        return f"fonts/fallback/{name.split('/')[1]}.woff2"
    return name.removeprefix("assets/") if name in OUR_FIRST else name


def _rive_here(body: bytes, name: str) -> bytes:
    if name not in {"main.dart.wasm", "main.dart.js"}:
        return body
    if body.count(RIVE) != 1:
        raise ChangedClientError(f"Flet's {name} has changed; look for addresses in it anew.")
    return body.replace(RIVE, RIVE_HERE)


CHANGED: dict[str, Callable[[ClientFiles], bytes]] = {
    "flutter_bootstrap.js": ClientFiles.bootstrap,
    "main.dart.mjs": ClientFiles.entry,
    "assets/FontManifest.json": ClientFiles.fonts,
    ICON_FONT: ClientFiles.icon_font,
    "index.html": lambda files: files.index,
}

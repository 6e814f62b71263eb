"""Build hook: the package's dependencies are the direct pins of requirements.txt, kept in one place."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequirementsHook(MetadataHookInterface):
    """Read the pins above the ``# transitive`` line of requirements.txt."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set ``dependencies`` in the project's metadata."""
        lines = Path(self.root, "requirements.txt").read_text(encoding="utf-8").splitlines()
        direct = []
        for line in lines:
            if line.startswith("# transitive"):
                break
            requirement = line.partition("#")[0].strip()
            if requirement:
                direct.append(requirement)
        metadata["dependencies"] = direct

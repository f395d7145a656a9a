"""The four services. Modules of theirs that were compiled run so (docs/decisions/0047)."""

from shared.compiled.finder import use_compiled

use_compiled()

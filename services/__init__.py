"""Everything that leaves the process: database, speech, linking, jobs, mail.

onnxruntime, which reads lines here and finds voices in faster-whisper, sends reports of its use
to its maker unless this stands in the environment before it is first imported.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

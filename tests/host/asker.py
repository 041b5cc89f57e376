"""A kernel's part in a test: a process that asks one question as soon as it is told to, and prints what came."""

import json
import sys
import threading
import time

from jupyter_viscode import models
from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.types import GenerationConfig, Message, Prompt, Request

name, text, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
backend = models.resolve(name)
config = GenerationConfig(max_tokens=200, timeout=30)
for _ in range(times):
    started = time.time()
    try:
        answer = backend.generate(Prompt((Message("user", text),), Request(text)), config, cancel=threading.Event())
        print(json.dumps({"text": answer.text, "started": started, "ended": time.time()}), flush=True)
    except ViscodeError as error:
        print(json.dumps({"error": str(error)}), flush=True)

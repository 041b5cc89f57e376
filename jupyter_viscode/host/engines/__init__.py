"""The engines: each names a server for one kind of weights; `jupyter_viscode.host.selection` chooses among them.

What its order rests on: 85 million random parameters, a prompt of 646 tokens, one thread of a busy two-core machine, the best
of ten runs. GGUF in 8 bits, the folder in 16.

| engine | ready after | prompt tokens/s | answer tokens/s | besides |
|---|---|---|---|---|
| xllamacpp | 0.5 s | 215 | 132 | prebuilt; several answers at once; prompt-lookup |
| llama-cpp-python | 0.6 s | 260 | 73 | compiles for minutes; lookup would cost gigabytes |
| transformers | 6.4 s | 538 | 15 | every architecture; prompt-lookup |
| vllm | 17-55 s | not measured | not measured | fills a GPU; for a team |

The numbers move by half from run to run on such a machine; the order of the answers' rates did not. All four keep the
evaluated prefix of the last prompt.
"""

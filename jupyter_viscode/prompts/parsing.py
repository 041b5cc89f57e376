"""Python text that a model wrote: does it parse, what does it define, where in a prose text does it stand."""

from __future__ import annotations

import ast
import builtins
import html
import io
import re
import tokenize
import warnings
from collections.abc import Sequence

_ENTITY = re.compile(r"&(lt|gt|amp|quot|apos|#39|#x27|#34|nbsp);")
_MAGIC = re.compile(r"^(%{1,2}[a-z_]+\b.*|![a-z].*|\?.*|.*\S\?)$", re.MULTILINE)
_PROMPT = re.compile(r"^(>>>|\.\.\.) ?|^In \[\d*\]: ", re.MULTILINE)
_CODE_LINE = re.compile(
    r"(import|from|def|class|for|with|if|try|while|@)\b|#|[\w.]+(\[[^\]]*\])?(, *[\w.]+)* *[-+*/|&]?=[^=]|\w[\w.]*\("
)
_MOST_LINES = 2000
_MOST_TRIES = 400


def tree_of(source: str) -> ast.Module | None:
    """The syntax tree, or None when the text is no program."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and the like are the program's own affair
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def mend(source: str) -> str | None:
    """The program as meant: without HTML escapes, notebook magics and prompts. None when it does not parse even so."""
    if tree_of(source) is not None and not _escaped(source):
        return source
    for candidate in (html.unescape(source).replace("\xa0", " "), _MAGIC.sub("", source), _PROMPT.sub("", source)):
        if candidate != source and tree_of(candidate) is not None and candidate.strip():
            return candidate
    return source if tree_of(source) is not None else None


def _escaped(source: str) -> bool:
    """True when ``&gt;`` and the like stand outside of strings, where they happen to parse as ``& gt;``."""
    if not _ENTITY.search(source):
        return False
    try:
        tokens = [t.string for t in tokenize.generate_tokens(io.StringIO(source).readline)]
    except (tokenize.TokenError, SyntaxError):
        return True
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return any(a == "&" and b in ("lt", "gt", "amp", "quot", "apos") and c == ";" for a, b, c in triples)


def longest_program(text: str) -> str | None:
    """The whole text if it is a program, else the longest run of its lines that is one."""
    whole = mend(text.strip("\n"))
    if whole is not None and _does_something(whole):
        return whole
    lines = text.split("\n")[:_MOST_LINES]
    starts = [i for i, line in enumerate(lines) if _CODE_LINE.match(line)]
    ends = [i + 1 for i, line in enumerate(lines) if line.strip()]
    tries = 0
    best: str | None = None
    for start in starts:
        for end in reversed([e for e in ends if e > start]):
            if (best is not None and end - start <= best.count("\n") + 1) or tries > _MOST_TRIES:
                break
            tries += 1
            found = mend("\n".join(lines[start:end]))
            if found is not None and _does_something(found):
                best = found
                break
    return best


def _does_something(source: str) -> bool:
    """True for a program, False for a word or a sentence that happens to parse."""
    tree = tree_of(source)
    if tree is None:
        return False
    meant = (ast.Import, ast.ImportFrom, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Call, ast.FunctionDef)
    return any(isinstance(node, meant) and _plausible(node) for node in ast.walk(tree))


def _plausible(node: ast.AST) -> bool:
    """``note: this`` parses as an annotation; only one with a value counts."""
    return not isinstance(node, ast.AnnAssign) or node.value is not None


def build_on_each_other(sources: Sequence[str]) -> bool:
    """True when a later block uses a name that it does not define itself and an earlier block does."""
    known: set[str] = set()
    for source in sources:
        bound, used = names(source)
        if (used - bound) & known:
            return True
        known |= bound
    return False


def names(source: str) -> tuple[set[str], set[str]]:
    """The names that a program binds anywhere, and those that it reads, without the built-in ones."""
    bound: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(tree_of(source) or ast.Module(body=[], type_ignores=[])):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(a.asname or a.name).split(".")[0] for a in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return bound, used - set(dir(builtins))

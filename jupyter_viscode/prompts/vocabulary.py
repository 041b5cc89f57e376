"""Words that an error message may hold whatever the data: plain words of messages, names of types, words of library code."""

from __future__ import annotations

import builtins
import os
import re
import sysconfig
from functools import lru_cache
from pathlib import Path

MESSAGE_WORDS = frozenset(
    """
    answer holds cut complete program
    a about above accept accepted accepts access across after again against align alignment all allow allowed already also
    ambiguous an and any api appear append apply are arg args argument arguments arithmetic array arrays as aspect assign
    assigned assignment associated at attempt attempted attribute attributes available avoid axes axis backend backends bad
    bar bars base be because been before begin being below between bin bins body bool boolean both bound bounds box
    broadcast broadcastable buffer but by call callable called came can cannot cast category changed channel
    character characters class close closed code codec coerce coercion color colorbar colormap colors column columns combine
    compare comparison compatible component compute concat concatenate condition conflict consider consistent constructor
    contain contained contains context conversion convert converted coordinate copy correct could create created cycle
    cyclic data dataframe dataset date dates datetime day decimal declared decode deep default define defined delete
    deprecated depth detected dict dictionary did different dimension dimensional dimensions directory disallowed divide
    division do does domain dtype dtypes due duplicate duplicated duplicates during each edge either element
    elements else empty encode encoding end ends entries entry equal error errors even every exactly exceeded exceeds except
    exception exist existing exists exit expect expected explicit explicitly expression extension extra failed false few
    field fields figure file fill filter finite first fit float follow following for format found frame frequency from
    function future generator get give given got graph greater group groupby grouper had handle has hashable have height
    here hue identical if ignored image immutable implemented import in include included incompatible inconsistent increasing
    incorrect index indexer indexers indexing infer inferred inferring inf infinite infinity initialized inner input inputs
    insert inside instance instead int integer integers interpolate interpret into invalid is it item items iterable
    iteration iterator its itself join key keys keyword keywords kind know known label labeled labels last later layer least
    legend len length lengths less level levels like limit limits line lines list literal load loc local location
    locator log long longer lower major make manager many map mapping mark marker markers mask match matching maximum may mean
    mean median memory merge method methods minimum mismatch missing mixed mode module modules monotonic more most multi
    multiindex multiple must mutable name named names nan nat naive ndim nearest need needed needs negative nested new no
    non none nonzero nor not nothing notation null number numbers numeric numpy object objects of off offset old on once one
    only op open operand operands operate operation operations operator option options or order ordered ordering other out
    outer outside over overflow overlap own pack pad pair parameter parameters parse parser parsing part pass passed passing
    path period pie pivot place plot plots plotting point points position positional positive possible preserve prevent
    previous produce projection property provide provided quantile raise raised range rank ratio raw read reached real
    recognized recursion reduce reduction reference reindex reindexing remove removed rename replace require required
    requires reset reshape resolution resolve restore result return returned right row rows rule same sample scalar scalars
    scale second see select selection sequence sequences series set setting shape shapes should sign silence similar simple
    since single size sizes slice slices so some sort sorted source span specified specify split stack start state step stop
    strict string strings style subplot subplots subscriptable subset such sum support supported suppress syntax take takes
    target text than that the their them then there these they this through ticks time timestamp timezone title to together
    too top transform true try truth tuple two type types tz unable unbound undefined unexpected unhashable unicode
    unique unit unknown unless unordered unpack unrecognized unsupported until unused update upper use used uses using valid
    value values variable variables vector version via view warn warning was way were when where whether which while width
    will window with within without words would wrong x y yet you your z zero s t doesn isn
    don didn won aren wasn couldn
    """.split()
)

TYPE_NAMES = frozenset(name for name, value in vars(builtins).items() if isinstance(value, type)) | frozenset(
    """
    NoneType None True False function method module ndarray DataFrame Series Index RangeIndex MultiIndex DatetimeIndex
    CategoricalIndex Timestamp Timedelta Period NaT NaTType nan NAType DatetimeArray StringArray ArrowStringArray
    DataFrameGroupBy SeriesGroupBy Figure Axes Axes3D PolarAxes Legend Line2D Rectangle Text Patch PathCollection Artist
    LazyFrame Expr Chart FacetGrid Styler datetime date timedelta datetime64 timedelta64 int8 int16 int32 int64 uint8 uint16
    uint32 uint64 float16 float32 float64 complex128 category string dtype ns us ms Array Table ChunkedArray
    builtin_function_or_method
    """.split()
)

_FRAME = re.compile(r'^\s*File "([^"\n]+)", line \d+', re.MULTILINE)
_MOST_FILES = 4
_MOST_BYTES = 2_000_000


def source_words(traceback: str) -> frozenset[str]:
    """The words in the innermost library files that a traceback names; messages are written there."""
    files = [name for name in dict.fromkeys(reversed(_FRAME.findall(traceback))) if _is_library(name)]
    return frozenset().union(*(_words_of(name) for name in files[:_MOST_FILES]))


def _is_library(name: str) -> bool:
    """True for a Python file of an installed package; a traceback is text and could name any file."""
    roots = {sysconfig.get_path(key) for key in ("stdlib", "purelib", "platlib")}
    path = os.path.realpath(name)
    return name.endswith(".py") and any(path.startswith(os.path.realpath(root) + os.sep) for root in roots if root)


@lru_cache(maxsize=64)
def _words_of(name: str) -> frozenset[str]:
    try:
        text = Path(name).read_bytes()[:_MOST_BYTES].decode("utf-8", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(re.findall(r"[^\W\d]\w*", text))

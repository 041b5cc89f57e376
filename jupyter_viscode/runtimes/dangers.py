"""Names whose use needs consent, by what they do. Only tables; `policy` reads them.

A key that ends with a dot stands for everything below it. Phrases complete "the code wants to".
"""

from __future__ import annotations

_PROGRAM = "run another program"
_PROCESS = "start other processes"
_NETWORK = "open a network connection"
_THREAD = "start threads"
_DYNAMIC = "run code that is made while it runs"
_PICKLE = "load pickled objects, which can run any code"
_DELETE = "delete files"
_FILES = "change files or folders"
_TEMPORARY = "write temporary files"
_ENVIRONMENT = "read environment variables"
_END = "end the session"
_NATIVE = "call native code directly"
_SIGNAL = "change how the session reacts to signals"
_HOOKS = "change how Python itself runs"
_INPUT = "ask for input"
_DATABASE = "open a database"

NAMES: dict[str, str] = {
    # processes and threads
    "subprocess.": _PROGRAM, "os.system": _PROGRAM, "os.popen": _PROGRAM, "os.execl": _PROGRAM, "os.execle": _PROGRAM,
    "os.execlp": _PROGRAM, "os.execlpe": _PROGRAM, "os.execv": _PROGRAM, "os.execve": _PROGRAM, "os.execvp": _PROGRAM,
    "os.execvpe": _PROGRAM, "os.spawnl": _PROGRAM, "os.spawnle": _PROGRAM, "os.spawnlp": _PROGRAM, "os.spawnlpe": _PROGRAM,
    "os.spawnv": _PROGRAM, "os.spawnve": _PROGRAM, "os.spawnvp": _PROGRAM, "os.spawnvpe": _PROGRAM,
    "os.posix_spawn": _PROGRAM, "os.posix_spawnp": _PROGRAM, "os.startfile": _PROGRAM, "posix.": _PROGRAM, "nt.": _PROGRAM,
    "_posixsubprocess.": _PROGRAM, "pty.": _PROGRAM, "pexpect.": _PROGRAM, "webbrowser.": "open a web browser",
    "asyncio.create_subprocess_exec": _PROGRAM, "asyncio.create_subprocess_shell": _PROGRAM, "commands.": _PROGRAM,
    "os.fork": _PROCESS, "os.forkpty": _PROCESS, "multiprocessing.": _PROCESS, "joblib.Parallel": _PROCESS,
    "concurrent.futures.ProcessPoolExecutor": _PROCESS, "loky.": _PROCESS, "dask.distributed.": _PROCESS,
    "os.kill": "stop other processes", "os.killpg": "stop other processes", "psutil.": "look at other processes",
    "threading.": _THREAD, "_thread.": _THREAD, "concurrent.futures.": _THREAD, "asyncio.to_thread": _THREAD,
    # network
    "requests.": _NETWORK, "urllib.request.": _NETWORK, "urllib3.": _NETWORK, "http.": _NETWORK, "httpx.": _NETWORK,
    "aiohttp.": _NETWORK, "socket.": _NETWORK, "socketserver.": _NETWORK, "ssl.": _NETWORK, "ftplib.": _NETWORK,
    "smtplib.": _NETWORK, "poplib.": _NETWORK, "imaplib.": _NETWORK, "nntplib.": _NETWORK, "telnetlib.": _NETWORK,
    "xmlrpc.": _NETWORK, "websocket.": _NETWORK, "websockets.": _NETWORK, "paramiko.": _NETWORK, "fsspec.": _NETWORK,
    "boto3.": _NETWORK, "s3fs.": _NETWORK, "gcsfs.": _NETWORK, "yfinance.": _NETWORK, "pandas_datareader.": _NETWORK,
    "huggingface_hub.": _NETWORK, "datasets.load_dataset": _NETWORK, "zmq.": _NETWORK, "asyncio.open_connection": _NETWORK,
    "asyncio.start_server": _NETWORK, "seaborn.load_dataset": _NETWORK, "seaborn.get_dataset_names": _NETWORK,
    "plotly.io.write_image": "write a file", "chart_studio.": _NETWORK, "statsmodels.datasets.get_rdataset": _NETWORK,
    # code that is made while it runs
    "builtins.": _DYNAMIC, "eval": _DYNAMIC, "exec": _DYNAMIC, "compile": _DYNAMIC, "__import__": _DYNAMIC,
    "__builtins__": _DYNAMIC, "__loader__": _DYNAMIC, "__spec__": _DYNAMIC, "importlib.": _DYNAMIC, "imp.": _DYNAMIC,
    "runpy.": _DYNAMIC, "pkgutil.": _DYNAMIC, "zipimport.": _DYNAMIC, "code.": _DYNAMIC, "codeop.": _DYNAMIC,
    "types.FunctionType": _DYNAMIC, "types.CodeType": _DYNAMIC, "operator.attrgetter": _DYNAMIC,
    "operator.methodcaller": _DYNAMIC, "inspect.": _DYNAMIC, "gc.": _DYNAMIC, "ast.": _DYNAMIC, "dis.": _DYNAMIC,
    "globals": "reach all names of the session", "locals": "reach all names of the session",
    "vars": "reach the insides of objects", "breakpoint": "start a debugger", "pdb.": "start a debugger",
    # pickles
    "pickle.load": _PICKLE, "pickle.loads": _PICKLE, "pickle.Unpickler": _PICKLE, "_pickle.": _PICKLE, "dill.": _PICKLE,
    "cloudpickle.": _PICKLE, "joblib.load": _PICKLE, "torch.load": _PICKLE, "pandas.read_pickle": _PICKLE, "shelve.": _PICKLE,
    "marshal.": _PICKLE, "jsonpickle.": _PICKLE, "yaml.load": _PICKLE, "yaml.unsafe_load": _PICKLE,
    # files
    "os.remove": _DELETE, "os.unlink": _DELETE, "os.rmdir": _DELETE, "os.removedirs": _DELETE, "shutil.": _FILES,
    "os.rename": _FILES, "os.renames": _FILES, "os.replace": _FILES, "os.mkdir": _FILES, "os.makedirs": _FILES,
    "os.link": _FILES, "os.symlink": _FILES, "os.truncate": _FILES, "os.ftruncate": _FILES, "os.chmod": _FILES,
    "os.chown": _FILES, "os.lchown": _FILES, "os.fchmod": _FILES, "os.fchown": _FILES, "os.utime": _FILES, "os.mkfifo": _FILES,
    "os.mknod": _FILES, "os.setxattr": _FILES, "os.removexattr": _FILES, "os.open": _FILES, "os.write": _FILES,
    "os.pwrite": _FILES, "os.writev": _FILES, "os.sendfile": _FILES, "os.dup2": _FILES, "os.fdopen": _FILES, "os.close": _FILES,
    "os.closerange": _FILES, "os.chdir": "change the working directory", "os.fchdir": "change the working directory",
    "os.chroot": "change the working directory", "tempfile.": _TEMPORARY, "mmap.": _FILES, "fcntl.": _FILES,
    "numpy.memmap": _FILES, "numpy.lib.format.open_memmap": _FILES, "h5py.": _FILES, "zipfile.": _FILES, "tarfile.": _FILES,
    "dbm.": _DATABASE, "sqlite3.": _DATABASE, "psycopg2.": _DATABASE, "psycopg.": _DATABASE, "pymysql.": _DATABASE,
    "sqlalchemy.create_engine": _DATABASE, "pymongo.": _DATABASE, "redis.": _DATABASE,
    "logging.FileHandler": _FILES, "logging.handlers.": _FILES, "fileinput.": _FILES,
    # the session
    "os.environ": _ENVIRONMENT, "os.environb": _ENVIRONMENT, "os.getenv": _ENVIRONMENT, "os.getenvb": _ENVIRONMENT,
    "os.putenv": "change environment variables", "os.unsetenv": "change environment variables", "dotenv.": _ENVIRONMENT,
    "keyring.": "read stored passwords", "getpass.": _INPUT, "input": _INPUT, "sys.exit": _END, "exit": _END, "quit": _END,
    "os._exit": _END, "os.abort": _END, "SystemExit": _END, "KeyboardInterrupt": _END, "ctypes.": _NATIVE, "_ctypes.": _NATIVE,
    "cffi.": _NATIVE, "signal.": _SIGNAL, "atexit.": "run code when the session ends", "faulthandler.": _SIGNAL,
    "resource.": "change limits of the session", "sys.settrace": _HOOKS, "sys.setprofile": _HOOKS, "sys.modules": _HOOKS,
    "sys._getframe": _HOOKS, "sys._current_frames": _HOOKS, "sys.addaudithook": _HOOKS, "sys.meta_path": _HOOKS,
    "sys.path": "change where modules are found", "sys.path_hooks": _HOOKS, "sys.setrecursionlimit": _HOOKS,
    "sys.set_int_max_str_digits": _HOOKS, "sys.breakpointhook": _HOOKS, "sys.excepthook": _HOOKS, "sys.displayhook": _HOOKS,
    "site.": _HOOKS, "pip.": "install packages", "ensurepip.": "install packages",
    "matplotlib.use": "change the plotting backend", "matplotlib.pyplot.switch_backend": "change the plotting backend",
}  # fmt: skip

SAFE: frozenset[str] = frozenset({
    "http.HTTPStatus", "threading.Lock", "concurrent.futures.TimeoutError", "inspect.signature", "ast.literal_eval",
    "shutil.get_terminal_size", "multiprocessing.cpu_count", "tempfile.gettempdir", "sys.path.__len__",
})  # fmt: skip
"""Below a key of NAMES, and harmless."""

ATTRIBUTES: dict[str, str] = {
    "system": _PROGRAM, "popen": _PROGRAM, "Popen": _PROGRAM, "check_output": _PROGRAM, "check_call": _PROGRAM,
    "getoutput": _PROGRAM, "getstatusoutput": _PROGRAM, "create_subprocess_shell": _PROGRAM,
    "urlopen": _NETWORK, "urlretrieve": _NETWORK, "unlink": _DELETE, "rmtree": _DELETE, "removedirs": _DELETE, "rmdir": _DELETE,
    "touch": _FILES, "mkdir": _FILES, "makedirs": _FILES, "symlink_to": _FILES, "hardlink_to": _FILES, "chmod": _FILES,
    "to_clipboard": "write to the clipboard", "read_clipboard": "read the clipboard", "read_pickle": _PICKLE,
    "fetch_openml": _NETWORK, "load_library": _NATIVE, "find_library": _NATIVE,
}  # fmt: skip
"""Names of members that say enough, whatever they belong to."""

WRITERS: frozenset[str] = frozenset({
    "savefig", "imsave", "to_excel", "to_parquet", "to_pickle", "to_feather", "to_hdf", "to_sql", "to_stata", "to_gbq",
    "to_orc",
    "to_file", "to_zarr", "to_netcdf", "save", "savez", "savez_compressed", "savetxt", "savemat", "tofile", "write_html",
    "write_image", "write_json", "write_csv", "write_parquet", "write_ipc", "write_excel", "write_text", "write_bytes",
    "write_table", "write_feather", "write_dataset", "write_database", "write_delta", "write_ndjson", "write_avro", "sink_csv",
    "sink_parquet", "sink_ipc", "sink_ndjson", "print_figure", "print_png", "imwrite", "save_model", "dump_to",
})  # fmt: skip
"""Members that write to their first argument."""

MAYBE_WRITERS: frozenset[str] = frozenset({"to_csv", "to_json", "to_html", "to_markdown", "to_latex", "to_xml", "to_string"})
"""Members that write when they are given a path, and return text otherwise."""

READERS: frozenset[str] = frozenset({
    "open", "read_csv", "read_table", "read_excel", "read_json", "read_parquet", "read_feather", "read_html", "read_xml",
    "read_hdf", "read_orc", "read_sas", "read_spss", "read_stata", "read_fwf", "read_ipc", "read_ndjson", "read_avro",
    "read_delta", "read_database", "read_text", "read_bytes", "read_file", "scan_csv", "scan_parquet", "scan_ipc",
    "scan_ndjson", "loadtxt", "genfromtxt", "fromfile", "load", "imread", "loadmat", "Path", "PosixPath", "listdir", "scandir",
    "walk", "glob", "iglob", "rglob", "iterdir", "stat", "parquet_file", "dataset", "open_dataset", "from_parquet", "from_csv",
    "read_csv_auto", "memory_map",
})  # fmt: skip
"""Members and functions that read what their first argument names."""

BUFFERS: frozenset[str] = frozenset({"io.StringIO", "io.BytesIO", "StringIO", "BytesIO"})

MUTATORS: frozenset[str] = frozenset({
    "append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault", "popitem", "sort", "reverse", "add",
    "discard", "setflags", "resize", "fill", "put", "itemset", "partition", "drop_in_place", "insert_column",
    "replace_column", "hstack_mut", "__setitem__", "__delitem__", "__setattr__",
})  # fmt: skip

MODULES_AS_VALUES: frozenset[str] = frozenset({
    "os", "sys", "subprocess", "shutil", "socket", "ctypes", "builtins", "importlib", "pickle", "signal", "threading",
    "multiprocessing", "posix", "urllib.request", "tempfile",
})  # fmt: skip
"""Modules that are only harmless while it can be seen what is used of them."""

SETTINGS: frozenset[str] = frozenset(
    {"rcParams", "rcParamsDefault", "options", "renderers", "templates", "data_transformers", "themes", "theme"}
)
"""Settings of plotting libraries, which a chart may set."""

PLAIN_STAR: frozenset[str] = frozenset({"matplotlib.pyplot", "numpy", "pylab", "math", "seaborn", "altair"})

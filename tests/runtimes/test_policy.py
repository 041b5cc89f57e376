"""Which programs need consent, and for what."""

import io
import sqlite3

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from jupyter_viscode.runtimes.policy import findings, risks
from jupyter_viscode.types import Request


def ask(source, **namespace):
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    return risks(source, Request("", frames={"df": frame}, namespace=namespace))


SAFE = [
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.bar(df['a'], df['b'])\nax.set_title('x')\nplt.show()",
    "import seaborn as sns\nsns.set_theme()\nax = sns.lineplot(data=df, x='a', y='b')\nax.set(xlabel='A')",
    "import plotly.express as px\nfig = px.bar(df, x='a', y='b')\nfig.update_layout(title='t')\nfig.show()",
    "import altair as alt\nalt.Chart(df).mark_bar().encode(x='a:N', y='b:Q')",
    "import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (8, 4)\nplt.rcParams.update({'font.size': 9})",
    "data = df.copy()\ndata['c'] = data['a'] + 1\ndata.sort_values('c', inplace=True)\ndata.plot()",
    "monthly = df.groupby('a')['b'].sum().reset_index()\nmonthly.columns = ['x', 'y']\nmonthly.plot()",
    "df.replace(1, 2).rename(columns={'a': 'c'}).drop(columns='c').plot()",
    "df.query('a > 1').assign(z=lambda d: d.a * 2).plot()",
    "top = df.nlargest(1, 'a')\nfor name, group in top.groupby('a'):\n    print(name, len(group))",
    "import pandas as pd\nother = pd.read_csv('data/local.csv')\nother.plot()",
    "import io, matplotlib.pyplot as plt\nbuffer = io.BytesIO()\nplt.savefig(buffer)",
    "text = df.to_csv()\nprint(df.to_string())",
    "import numpy as np\nrng = np.random.default_rng(0)\nnp.add(df.a, df.b)",
    "def draw(data):\n    df = data\n    i = 1\n    return df\ndraw(df)",
    "from datetime import datetime\nimport math, re, json, collections\njson.dumps({'a': math.pi})",
    "import duckdb\nduckdb.sql('SELECT a, sum(b) AS total FROM df GROUP BY a').df().plot()",
    "import warnings\nwarnings.filterwarnings('ignore')",
    "pd_options = 1\nimport pandas as pd\npd.options.display.max_rows = 5\npd.set_option('display.width', 80)",
    "import plotly.io as pio\npio.templates.default = 'plotly_white'\npio.renderers.default = 'notebook'",
    "values = [x for x in df['a']]\nvalues.append(3)\nvalues.sort()",
    "import matplotlib.pyplot as plt\nwith plt.style.context('ggplot'):\n    df.plot()",
    "signal = df['a']\nsignal.plot()\nfor code, http in df.groupby('a'):\n    http.plot(label=code.real)",
    "def draw(resource):\n    return resource.plot()\ndraw(df)",
    "import os\nprint(os.path.basename('a/b'))\nos.getcwd()",
]


@pytest.mark.parametrize("source", SAFE)
def test_charts_need_no_consent(source):
    assert ask(source) == ()


RISKY = [
    ("import matplotlib.pyplot as plt\nplt.savefig('out.png')", "write out.png"),
    ("df.to_csv('out.csv')", "write out.csv"),
    ("df.to_csv(path_or_buf='out.csv')", "write out.csv"),
    ("df.to_excel('o.xlsx')", "write o.xlsx"),
    ("open('f', 'w')", "write f"),
    ("open('f', mode='a')", "write f"),
    ("open('f', 'r+')", "write f"),
    ("m = 'w'\nopen('f', m)", "write f"),
    ("import pathlib\npathlib.Path('x').write_text('y')", "write"),
    ("from pathlib import Path\np = Path('x')\np.open('w')", "write x"),
    ("import numpy as np\nnp.save('a.npy', df.a)", "write a.npy"),
    ("fig = 1\nfig.write_html('x.html')", "write x.html"),
    ("import requests\nrequests.get('http://x')", "network"),
    ("from urllib.request import urlopen as u\nu('http://x')", "network"),
    ("import pandas as pd\npd.read_csv('https://example.com/x.csv')", "network"),
    ("import pandas as pd\nurl = 'https://example.com/x.csv'\npd.read_csv(url)", "network"),
    ("import seaborn as sns\nsns.load_dataset('tips')", "network"),
    ("import socket\ns = socket.socket()", "network"),
    ("import subprocess as sp\nsp.run(['ls'])", "another program"),
    ("import os as o\no.system('ls')", "another program"),
    ("from os import system as s\ns('ls')", "another program"),
    ("import os\nf = os.system\nf('ls')", "another program"),
    ("import os\nlist(map(os.system, ['ls']))", "another program"),
    ("import os\ngetattr(os, 'system')('ls')", "another program"),
    ("import os\ngetattr(os, 'sys' + 'tem')('ls')", "made while it runs"),
    ("import os\n[os][0].system('ls')", "hand the module os"),
    ("eval('1')", "made while it runs"),
    ("exec('x = 1')", "made while it runs"),
    ("if 0:\n    exec = 1\nexec('x')", "made while it runs"),
    ("e = eval\ne('1')", "made while it runs"),
    ("__import__('os').system('ls')", "made while it runs"),
    ("import importlib\nimportlib.import_module('os')", "made while it runs"),
    ("().__class__.__bases__[0].__subclasses__()", "insides of Python"),
    ("globals()['df'] = 1", "all names of the session"),
    ("import builtins\nbuiltins.open('f', 'w')", "made while it runs"),
    ("import pickle\npickle.load(open('f', 'rb'))", "pickled"),
    ("import pandas as pd\npd.read_pickle('f')", "pickled"),
    ("import numpy as np\nnp.load('f', allow_pickle=True)", "pickled"),
    ("import joblib\njoblib.load('m')", "pickled"),
    ("import pandas as pd\npd.read_csv('/etc/passwd')", "outside the working directory"),
    ("import pandas as pd\npd.read_csv('../x.csv')", "outside the working directory"),
    ("open('~/x')", "outside the working directory"),
    ("from pathlib import Path\n(Path.home() / 'x').read_text()", "outside the working directory"),
    ("import glob\nglob.glob('/home/*')", "outside the working directory"),
    ("import sys\nopen(sys.argv[0])", "name is made while it runs"),
    ("import os\nos.remove('f')", "delete"),
    ("import shutil\nshutil.rmtree('d')", "change files"),
    ("from pathlib import Path\nPath('x').unlink()", "delete"),
    ("df['c'] = 1", "change df in place"),
    ("df.loc[0, 'a'] = 1", "change df in place"),
    ("df.columns = ['x', 'y']", "change df in place"),
    ("df['a'] += 1", "change df in place"),
    ("del df['a']", "change df in place"),
    ("df.drop(columns='a', inplace=True)", "change df in place"),
    ("df['a'].fillna(0, inplace=True)", "change df in place"),
    ("df.insert(0, 'z', 1)", "change df in place"),
    ("df.pop('a')", "change df in place"),
    ("d = df\nd['c'] = 1", "change df in place"),
    ("setattr(df, 'a', 1)", "change df in place"),
    ("df = df.dropna()", "bind the name df"),
    ("for df in []: pass", "bind the name df"),
    ("import math as df", "bind the name df"),
    ("def df(): pass", "bind the name df"),
    ("def f():\n    global df\n    df = 1", "bind the name df"),
    ("with open('x') as df: pass", "bind the name df"),
    ("(df := 3)", "bind the name df"),
    ("del df", "delete the name df"),
    ("import os\nos.environ['A'] = '1'", "environment"),
    ("import os\nprint(os.environ)", "environment"),
    ("from os import getenv\ngetenv('A')", "environment"),
    ("import threading\nthreading.Thread(target=print).start()", "threads"),
    ("import ctypes\nctypes.string_at(0)", "native code"),
    ("import sys\nsys.exit()", "end the session"),
    ("exit()", "end the session"),
    ("raise SystemExit", "end the session"),
    ("plt = 3", "bind the name plt"),
    ("import matplotlib.pyplot as plt\nplt.show = None", "change the module"),
    ("import signal\nsignal.signal(2, print)", "signals"),
    ("import sys\nsys.stdout = None", "change the module sys"),
    ("import duckdb\nduckdb.sql(\"COPY df TO 'x.csv'\")", "SQL"),
    ("import duckdb\nduckdb.sql(\"SELECT * FROM 'https://x/y.parquet'\")", "network"),
    ("input('name')", "ask for input"),
    ("from os import *", "cannot be told beforehand"),
    ("df.query('@pd.io.common.os.system(\"ls\")')", "inside the text of query"),
    ("x = (", "cannot be read"),
    ("!ls", "cannot be read"),
    ("(" * 5000 + ")" * 5000, ""),
]


@pytest.mark.parametrize(("source", "phrase"), RISKY, ids=[source[:60] for source, _ in RISKY])
def test_dangers_are_named(source, phrase):
    found = ask(source)
    assert any(phrase in risk.what for risk in found), found


def test_the_line_is_told():
    (risk,) = ask("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('x.png')")
    assert risk.line == 3


def test_names_of_earlier_answers_are_free():
    request = Request("", frames={"df": pd.DataFrame()}, namespace={"fig": 1, "ax": 2}, own=frozenset({"fig", "ax"}))
    assert risks("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()", request) == ()


def test_names_of_the_user_are_not():
    assert [risk.what for risk in ask("fig = 1", fig=0)] == ["bind the name fig to something else"]


def test_an_import_that_changes_nothing_is_free():
    assert ask("import matplotlib.pyplot as plt\nimport numpy as np\nplt.plot(np.arange(3))", plt=plt, np=np) == ()


def test_modules_of_the_session_are_known():
    import os
    import subprocess

    assert ask("sh.run(['ls'])", sh=subprocess)
    assert ask("run('ls')", run=os.system)


def test_open_handles_of_the_session():
    connection = sqlite3.connect(":memory:")
    assert ask("db.execute('DELETE FROM t')", db=connection)
    assert not ask("import pandas as pd\npd.read_sql('SELECT 1', db)", db=connection)
    connection.close()


def test_lists_and_figures_of_the_user():
    assert ask("items.append(3)", items=[])
    assert ask("fig.set_size_inches(3, 3)", fig=plt.figure())
    plt.close("all")
    assert not ask("import matplotlib.pyplot as plt\nplt.savefig(out)", out=io.BytesIO())


def test_findings_are_for_kernels_only():
    assert findings("import asyncio\nasyncio.run(f())") == ()

// Bundles each widget's front end into one module beside its Python class: lib/widgets/*.js goes in.
import { rspack } from '@rspack/core';
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const sources = resolve('lib/widgets');
const names = readdirSync(sources).filter(name => name.endsWith('.js'));
const compiler = rspack({
  mode: 'production',
  target: ['web', 'es2021'],
  entry: Object.fromEntries(names.map(name => [basename(name, '.js'), resolve(sources, name)])),
  output: {
    path: resolve('../jupyter_viscode/widgets'),
    filename: '[name].js',
    module: true,
    chunkFormat: 'module',
    library: { type: 'module' }
  },
  devtool: false
});
compiler.run((error, stats) => {
  const failed = error ?? (stats.hasErrors() ? stats.toString({ all: false, errors: true }) : null);
  if (failed !== null) {
    console.error(failed);
    process.exitCode = 1;
  }
  compiler.close(() => undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranslationBundle } from '@jupyterlab/translation';
import { describe, readOrigin } from '../provenance';

const trans = {
  __: (text: string, ...values: unknown[]) =>
    text.replace(/%(\d)/g, (_, index: string) => String(values[Number(index) - 1]))
} as unknown as TranslationBundle;
const RECORD = {
  instruction: 'units by region',
  engine: 'builtin 0.1.0',
  model: 'builtin',
  seed: 0,
  frame: 'sales',
  attempts: [
    { origin: 'given', status: 'error', error: 'KeyError' },
    { origin: 'fix', status: 'ok', error: null }
  ],
  code: 'plot()'
};

function rows(record: unknown, source: string): Record<string, string> {
  const origin = readOrigin(record);
  assert.ok(origin);
  return Object.fromEntries(describe(origin, source, trans));
}

test('a record is told with what happened on the way', () => {
  assert.deepEqual(rows(RECORD, 'plot()\n'), {
    Asked: 'units by region',
    Engine: 'builtin 0.1.0',
    Model: 'none, the embedded engine',
    Seed: '0',
    Frame: 'sales',
    Attempts: '2 (KeyError on the way)'
  });
});

test('code that the user has changed since is said to be so, a question is not code', () => {
  assert.equal(rows(RECORD, 'plot()  # mine').Code, 'changed since it was written');
  assert.equal(rows(RECORD, '%%viscode\nunits by region').Code, undefined);
});

test('what is no record, or holds other things than it should, is survived', () => {
  for (const value of [null, 1, 'viscode', [], {}, { engine: true }]) {
    assert.equal(readOrigin(value), null);
  }
  const odd = rows({ engine: 'x'.repeat(5000), attempts: [null, 3, {}], seed: {}, code: 7 }, '');
  assert.ok((odd.Engine ?? '').length < 400);
  assert.equal(odd.Seed, undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, count, fold } from '../difference';

const shown = (before: string, after: string): string[] =>
  compare(before, after).map(line => ({ same: ' ', removed: '-', added: '+' })[line.kind] + line.text);

test('lines that stay are no change, and what goes stands before what comes', () => {
  assert.deepEqual(shown('a\nb\nc', 'a\nB\nc'), [' a', '-b', '+B', ' c']);
  assert.deepEqual(shown('a\nb\nc\nd', 'b\nx\nd\ne'), ['-a', ' b', '-c', '+x', ' d', '+e']);
});

test('a last line break is no line', () => {
  assert.deepEqual(shown('a\n', 'a'), [' a']);
  assert.deepEqual(shown('', 'a\nb\n'), ['+a', '+b']);
  assert.deepEqual(shown('a', ''), ['-a']);
});

test('each line knows where it stands in its program', () => {
  assert.deepEqual(
    compare('a\nb\nc', 'x\na\nc').map(line => [line.kind, line.index]),
    [
      ['added', 0],
      ['same', 1],
      ['removed', 1],
      ['same', 2]
    ]
  );
});

test('put together again, the lines are the two programs', () => {
  const before = 'import a\n\nfor x in y:\n    f(x)\n    g(x)\n\nend()';
  const after = 'import a\nimport b\n\nfor x in y:\n    g(x)\n    h(x)\n\nend()';
  const lines = compare(before, after);
  const text = (skip: string): string =>
    lines
      .filter(line => line.kind !== skip)
      .map(line => line.text)
      .join('\n');
  assert.equal(text('added'), before);
  assert.equal(text('removed'), after);
  assert.equal(count(lines, 'added'), 2);
  assert.equal(count(lines, 'removed'), 1);
});

test('long unchanged stretches are folded, three lines around a change are not', () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const after = [...before.slice(0, 10), 'new', ...before.slice(10)];
  const stretches = fold(compare(before.join('\n'), after.join('\n')));
  assert.deepEqual(
    stretches.map(it => [it.folded, it.lines.length]),
    [
      [true, 7],
      [false, 7],
      [true, 7]
    ]
  );
  assert.deepEqual(
    fold(compare('a\nb', 'a\nb\nc')).map(it => it.folded),
    [false]
  );
});

test('programs of any length are compared without delay', () => {
  const before = Array.from({ length: 5000 }, (_, index) => `a ${index}`).join('\n');
  const after = Array.from({ length: 5000 }, (_, index) => `b ${index}`).join('\n');
  assert.equal(compare(before, after).length, 10_000);
});

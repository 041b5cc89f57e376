import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accept, complete, PromptHistory } from '../completion';

const FRAMES = ['sales', 'old_sales', 'größe'];

test('frames complete after an @, those that begin so first', () => {
  assert.deepEqual(complete('mean of @sa', 11, FRAMES)?.names, ['sales', 'old_sales']);
  assert.deepEqual(complete('@', 1, FRAMES)?.names, FRAMES);
  assert.deepEqual(complete('@GRÖ', 4, FRAMES)?.names, ['größe']);
});

test('an address is no frame, and an unknown name completes to nothing', () => {
  assert.equal(complete('mail me@sa', 10, FRAMES), null);
  assert.equal(complete('@zebra', 6, FRAMES), null);
  assert.equal(complete('@sales by', 9, FRAMES), null);
});

test('a name takes the place of what was typed, with one space after it', () => {
  const match = complete('bars of @sa by month', 11, FRAMES);
  assert.ok(match);
  assert.deepEqual(accept('bars of @sa by month', match, 'sales'), {
    text: 'bars of @sales by month',
    caret: 14
  });
  const last = complete('@sa', 3, FRAMES);
  assert.ok(last);
  assert.deepEqual(accept('@sa', last, 'sales'), { text: '@sales ', caret: 7 });
});

test('the history walks back and forth, and keeps the draft', () => {
  const history = new PromptHistory();
  assert.equal(history.back('draft'), null);
  history.add('one');
  history.add('two');
  history.add('one');
  assert.deepEqual(history.entries, ['two', 'one']);
  assert.equal(history.back('draft'), 'one');
  assert.equal(history.back('one'), 'two');
  assert.equal(history.back('two'), null);
  assert.equal(history.forward(), 'one');
  assert.equal(history.forward(), 'draft');
  assert.equal(history.forward(), null);
});

test('the history forgets the oldest', () => {
  const history = new PromptHistory([], 2);
  ['one', 'two', 'three'].forEach(text => history.add(text));
  assert.deepEqual(history.entries, ['two', 'three']);
});

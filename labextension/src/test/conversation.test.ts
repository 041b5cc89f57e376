import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, begin, type ITurn, lastChart, lose, visibleCode } from '../conversation';
import type { IAnswer, TurnMessage } from '../protocol';

const start = (): ITurn => begin('1', { type: 'ask', text: 'bars' }, '', 0);

const answer = (change: Partial<IAnswer>): TurnMessage => ({
  type: 'answer',
  id: '1',
  status: 'not-executed',
  tried: 'ok',
  reading: '',
  message: '',
  notes: [],
  code: 'plot()',
  language: 'python',
  question: '',
  policy: 'confirm-if-risky',
  risks: [],
  alternatives: [],
  engine: 'e',
  seconds: 1,
  pictures: [],
  too_large: false,
  record: {},
  likeness: null,
  values: null,
  ...change
});

const attempt = (index: number, good: boolean): TurnMessage => ({
  type: 'attempt',
  id: '1',
  index,
  origin: 'answer',
  candidate: 0,
  good,
  status: good ? 'ok' : 'error',
  code: `plot(${index})`,
  notes: [],
  findings: [],
  blocked: [],
  error: null
});

test('a turn gathers text, then code, then attempts, then the answer', () => {
  let turn = advance(start(), { type: 'text', id: '1', text: 'Here:\n```python\npl' });
  turn = advance(turn, { type: 'text', id: '1', text: 'ot()' });
  assert.equal(turn.status, 'writing');
  assert.equal(visibleCode(turn.text), 'plot()');
  turn = advance(turn, { type: 'completion', id: '1', reading: 'a plot', code: 'plot()' });
  assert.equal(turn.text, '');
  assert.equal(turn.code, 'plot()');
  turn = advance(advance(turn, attempt(0, false)), attempt(1, true));
  assert.deepEqual(
    turn.attempts.map(made => made.good),
    [false, true]
  );
  turn = advance(turn, answer({}));
  assert.equal(turn.state, 'done');
  assert.equal(turn.reading, 'a plot');
});

test('a picture is read, drawn and compared, and a page of a document arrives', () => {
  const picture = {
    name: 'a.pdf',
    mime: 'application/pdf',
    data: new ArrayBuffer(1),
    url: '',
    size: null,
    before: null
  };
  let turn = begin('1', { type: 'ask', text: '' }, '', 0, undefined, picture);
  turn = advance(turn, { type: 'page', id: '1', png: 'AAAA' });
  turn = advance(turn, { type: 'completion', id: '1', reading: 'bars', code: 'plot()' });
  assert.equal(turn.status, 'trying');
  assert.equal(advance(turn, attempt(0, false)).status, 'trying');
  turn = advance(turn, attempt(0, true));
  assert.equal(turn.status, 'comparing');
  turn = advance(turn, answer({ likeness: 0.9 }));
  assert.equal(turn.page, 'AAAA');
  assert.equal(turn.answer?.likeness, 0.9);
});

test('a turn that has ended takes no more messages', () => {
  const ended = advance(start(), answer({ status: 'cancelled' }));
  assert.equal(ended.state, 'stopped');
  assert.equal(advance(ended, { type: 'text', id: '1', text: 'late' }), ended);
  assert.equal(lose(ended, 'kernel-lost'), ended);
});

test('a lost kernel ends a running turn with a reason', () => {
  const lost = lose(start(), 'kernel-restarted');
  assert.equal(lost.state, 'failed');
  assert.equal(lost.error?.message, 'kernel-restarted');
});

test('an answer of its own forgets the attempts to change the last chart', () => {
  const changed = advance(advance(start(), attempt(0, false)), { type: 'anew', id: '1' });
  assert.equal(changed.anew, true);
  assert.deepEqual(changed.attempts, []);
});

test('a follow-up is about the last chart, not about a fix or a failure', () => {
  const chart = advance(start(), answer({}));
  const declined = advance(start(), answer({ code: '', status: 'declined' }));
  const fixed = advance(begin('2', { type: 'fix', text: '' }, '', 0), answer({}));
  assert.equal(lastChart([chart, declined, fixed]), chart);
  assert.equal(lastChart([declined]), undefined);
});

test('of a half-written answer the code is shown', () => {
  assert.equal(visibleCode('no fence'), 'no fence');
  assert.equal(visibleCode('Text\n```'), '');
  assert.equal(visibleCode('Text\n```python\na = 1\n```\nmore'), 'a = 1\n');
});

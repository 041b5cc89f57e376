import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed, lockedByLab, locksOf } from '../locks';
import type { IGreeting } from '../protocol';

const GREETING: IGreeting = {
  version: '1',
  protocol: 2,
  model: 'small',
  library: '',
  level: 'none',
  consent: 'always-confirm',
  libraries: [],
  languages: [],
  locked: ['context']
};
const CHOSEN = { model: 'big', library: 'plotly', language: '', context: 'sample', consent: 'auto-run' };

test('nothing is locked where nobody locks', () => {
  const locks = locksOf({ ...GREETING, locked: [] }, {});
  assert.equal(locks.size, 0);
  assert.deepEqual(allowed(CHOSEN, locks), CHOSEN);
});

test("a kernel's lock leaves the setting to the kernel and comes before JupyterLab's", () => {
  const locks = locksOf(GREETING, { context: 'stats', consent: 'always-confirm' });
  assert.deepEqual(locks.get('context'), { value: 'none', by: 'kernel' });
  assert.deepEqual(locks.get('consent'), { value: 'always-confirm', by: 'lab' });
  assert.deepEqual(allowed(CHOSEN, locks), { ...CHOSEN, context: '', consent: 'always-confirm' });
});

test("JupyterLab's locks are the defaults that its overrides name, whatever the user has set", () => {
  const defaults: Record<string, unknown> = { locked: ['consent', 'nonsense'], consent: 'always-confirm' };
  assert.deepEqual(
    lockedByLab(key => defaults[key]),
    { consent: 'always-confirm' }
  );
  assert.deepEqual(
    lockedByLab(() => undefined),
    {}
  );
});

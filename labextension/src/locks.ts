/** Settings that an administrator has locked: configuration goes in, who locked what and what may be asked come out. */
import type { IChoices, IGreeting } from './protocol';

export interface ILock {
  value: string;
  by: 'kernel' | 'lab';
}

export type Locks = ReadonlyMap<keyof IChoices, ILock>;

const LOCKABLE: readonly (keyof IChoices)[] = ['model', 'library', 'language', 'context', 'consent'];

/** The locks of a kernel's configuration and those of JupyterLab's; the kernel's come first, as it enforces them. */
export function locksOf(greeting: IGreeting | null, lab: Partial<IChoices>): Locks {
  const locks = new Map<keyof IChoices, ILock>();
  const usual: Partial<IChoices> =
    greeting === null
      ? {}
      : {
          model: greeting.model,
          library: greeting.library,
          context: greeting.level,
          consent: greeting.consent
        };
  for (const key of LOCKABLE) {
    const ofKernel = usual[key];
    const ofLab = lab[key];
    if (greeting?.locked.includes(key) && ofKernel !== undefined) {
      locks.set(key, { value: ofKernel, by: 'kernel' });
    } else if (ofLab !== undefined) {
      locks.set(key, { value: ofLab, by: 'lab' });
    }
  }
  return locks;
}

/** The choices with what is locked put back: to JupyterLab's value, or to whatever the kernel is configured to. */
export function allowed(choices: IChoices, locks: Locks): IChoices {
  const kept = { ...choices };
  locks.forEach((lock, key) => {
    kept[key] = lock.by === 'kernel' ? '' : lock.value;
  });
  return kept;
}

/** What JupyterLab's administrator has locked: the names in the defaults' `locked`, with the defaults' values. */
export function lockedByLab(defaultOf: (key: string) => unknown): Partial<IChoices> {
  const names = defaultOf('locked');
  const found: Partial<IChoices> = {};
  for (const key of LOCKABLE) {
    if (Array.isArray(names) && names.includes(key)) {
      const value = defaultOf(key);
      found[key] = typeof value === 'string' ? value : '';
    }
  }
  return found;
}

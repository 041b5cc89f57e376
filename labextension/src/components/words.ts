/** What the sidebar says: data of the kernel goes in, sentences in the user's language come out. All of it is shown as text. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Refusal } from '../cells';
import type { KernelConnection } from '../connection';
import type { ITurn } from '../conversation';
import type { ILock } from '../locks';
import type { IAbout, IAttempt, IChoices, IRisk } from '../protocol';

const LONGEST = 160;

export function about(frame: IAbout, trans: TranslationBundle): string {
  const rows =
    frame.rows === null ? trans.__('rows not counted') : trans.__('%1 rows', frame.rows.toLocaleString());
  return trans.__('%1 (%2 × %3 columns)', frame.name, rows, frame.width);
}

/** What a running question is at. */
export function status(turn: ITurn, trans: TranslationBundle): string {
  switch (turn.status) {
    case 'waiting':
      return trans.__('Asking the kernel');
    case 'preparing':
      return turn.statusText || trans.__('Getting ready');
    case 'thinking':
      return turn.picture === undefined ? trans.__('Thinking') : trans.__('Reading the picture');
    case 'repairing':
      return trans.__('Asking for a repair');
    case 'writing':
      return trans.__('Writing');
    case 'comparing':
      return trans.__('Comparing the two pictures');
    case 'trying':
      return trans.__('Trying the code on a copy of your data');
    case '':
      return '';
  }
}

/** What an attempt came to, in one line. */
export function outcome(attempt: IAttempt, trans: TranslationBundle): string {
  if (attempt.good) {
    return trans.__('drew the chart');
  }
  if (attempt.error !== null) {
    return shorten(`${attempt.error.name}: ${attempt.error.message}`);
  }
  if (attempt.findings.length > 0) {
    return shorten(attempt.findings[0] ?? '');
  }
  switch (attempt.status) {
    case 'ok':
    case 'no-plot':
      return trans.__('nothing was drawn');
    case 'blocked':
      return trans.__('wants to %1', attempt.blocked.join(', '));
    case 'cancelled':
      return trans.__('stopped');
    default:
      return attempt.status;
  }
}

/** Whose program an attempt is. */
export function origin(attempt: IAttempt, trans: TranslationBundle): string {
  const names: Record<string, string> = {
    answer: trans.__('answer'),
    fix: trans.__('mended without a model'),
    repair: trans.__('repair'),
    given: trans.__('your program'),
    engine: trans.__('the embedded engine')
  };
  return names[attempt.origin] ?? attempt.origin;
}

/** How the attempts went: "KeyError: 'Region' → repaired". */
export function story(turn: ITurn, trans: TranslationBundle): string {
  const first = turn.attempts.find(attempt => !attempt.good);
  const last = turn.attempts[turn.attempts.length - 1];
  if (first === undefined || last === undefined) {
    return last?.notes[0] ?? '';
  }
  const begun = outcome(first, trans);
  if (last.good) {
    return trans.__('%1 → repaired', begun);
  }
  if (turn.state === 'running') {
    return trans.__('%1 → repairing', begun);
  }
  return first === last ? begun : trans.__('%1 → %2', begun, outcome(last, trans));
}

export function connection(line: KernelConnection, trans: TranslationBundle): string {
  switch (line.state) {
    case 'idle':
    case 'ready':
      return '';
    case 'no-kernel':
      return trans.__('This notebook has no kernel. Choose one in its toolbar.');
    case 'connecting':
      return trans.__('Connecting; a cell that runs ends first.');
    case 'restarting':
      return trans.__('The kernel is starting again.');
    case 'missing':
      return trans.__(
        'jupyter_viscode is not installed where this kernel runs. Type this in a cell, then check again:'
      );
    case 'outdated':
      return trans.__(
        'The jupyter_viscode of this kernel and this sidebar are of different versions. Type this in a cell:'
      );
    case 'other-language':
      return trans.__('VisCode works in Python kernels; this one speaks %1.', line.detail);
    case 'failed':
      return trans.__('VisCode could not connect: %1', line.detail);
  }
}

/** What to type for it, where there is something. */
export function remedy(line: KernelConnection): string {
  switch (line.state) {
    case 'missing':
      return '%pip install jupyter_viscode';
    case 'outdated':
      return '%pip install --upgrade jupyter_viscode';
    default:
      return '';
  }
}

export function refusal(reason: Refusal, trans: TranslationBundle): string {
  switch (reason) {
    case '':
      return '';
    case 'read-only':
      return trans.__('This notebook is read-only: copy the code instead.');
    case 'changed':
      return trans.__(
        'The cell was changed since you asked, so it was left alone. Insert the code below it, or ask again.'
      );
    case 'gone':
      return trans.__('The cell is no longer in the notebook.');
    case 'not-editable':
      return trans.__('This cell may not be edited, so it was left alone. Insert the code below it instead.');
    case 'no-code':
      return trans.__(
        'The active cell is no code cell, so it was left alone. Insert the code below it instead.'
      );
    case 'same':
      return trans.__('The cell has this code already.');
  }
}

/** Something that the code wants to do, with its line. */
export function risk(it: IRisk, trans: TranslationBundle): string {
  return it.line === null ? it.what : trans.__('%1 (line %2)', it.what, it.line);
}

/** What is locked, and by whom. */
export function lock(key: keyof IChoices, it: ILock, trans: TranslationBundle): string {
  const names: Record<keyof IChoices, string> = {
    model: trans.__('Engine'),
    library: trans.__('Library'),
    language: trans.__('Language'),
    context: trans.__('What a model may see'),
    consent: trans.__('Consent')
  };
  const value = key === 'consent' ? policy(it.value, trans) : it.value || trans.__('default');
  const said =
    it.by === 'kernel'
      ? trans.__("locked by the kernel's configuration")
      : trans.__("locked by JupyterLab's administrator");
  return trans.__('%1: %2, %3', names[key], value, said);
}

/** A consent policy of the kernel in words. */
export function policy(name: string, trans: TranslationBundle): string {
  const names: Record<string, string> = {
    'always-confirm': trans.__('always ask'),
    'confirm-if-risky': trans.__('ask if risky'),
    'auto-run': trans.__('do not ask')
  };
  return names[name] ?? name;
}

export function loss(code: string, trans: TranslationBundle): string {
  switch (code) {
    case 'kernel-restarted':
      return trans.__('The kernel was restarted before the answer came.');
    case 'kernel-lost':
      return trans.__('The connection to the kernel was lost before the answer came.');
    default:
      return code;
  }
}

function shorten(line: string): string {
  const first = line.split('\n', 1)[0] ?? '';
  return first.length > LONGEST ? `${first.slice(0, LONGEST)} …` : first;
}

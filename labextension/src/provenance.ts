/** The record of an answer, as saved in a notebook's metadata; whatever stands there is data, to be shown as text. */
import type { TranslationBundle } from '@jupyterlab/translation';

export interface IOrigin {
  instruction: string;
  engine: string;
  model: string;
  seed: string;
  frame: string;
  attempts: readonly { status: string; error: string }[];
  /** The code as it was written; empty where the record has none. */
  code: string;
}

const LONGEST = 300;
const MOST_ATTEMPTS = 20;

/** A record as a notebook holds it; null when it is none. */
export function readOrigin(value: unknown): IOrigin | null {
  if (!isObject(value)) {
    return null;
  }
  const engine = text(value.engine);
  if (engine === '') {
    return null;
  }
  const attempts = Array.isArray(value.attempts) ? value.attempts.slice(0, MOST_ATTEMPTS) : [];
  return {
    instruction: text(value.instruction),
    engine,
    model: text(value.model),
    seed: text(value.seed),
    frame: text(value.frame),
    attempts: attempts.filter(isObject).map(it => ({ status: text(it.status), error: text(it.error) })),
    code: typeof value.code === 'string' ? value.code : ''
  };
}

/** What is said of it, as names and values. */
export function describe(origin: IOrigin, source: string, trans: TranslationBundle): [string, string][] {
  const { attempts } = origin;
  const failed = attempts.find(it => it.error !== '');
  const rows: [string, string][] = [
    [trans.__('Asked'), origin.instruction],
    [trans.__('Engine'), origin.engine],
    [trans.__('Model'), origin.model === 'builtin' ? trans.__('none, the embedded engine') : origin.model],
    [trans.__('Seed'), origin.seed],
    [trans.__('Frame'), origin.frame],
    [
      trans.__('Attempts'),
      failed === undefined
        ? String(attempts.length)
        : trans.__('%1 (%2 on the way)', attempts.length, failed.error)
    ]
  ];
  if (origin.code !== '' && !isMagic(source) && source.trim() !== origin.code.trim()) {
    rows.push([trans.__('Code'), trans.__('changed since it was written')]);
  }
  return rows.filter(([, value]) => value !== '');
}

/** A cell that asks holds the question, not the code. */
function isMagic(source: string): boolean {
  return /^\s*%%?viscode\b/.test(source);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  if (typeof value === 'number') {
    return String(value);
  }
  return typeof value === 'string' ? (value.length > LONGEST ? `${value.slice(0, LONGEST)} …` : value) : '';
}

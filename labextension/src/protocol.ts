/**
 * The messages between the sidebar and `jupyter_viscode.panel` in the kernel. All of it is data: whatever a model, a frame or
 * a traceback put into a string is text to show, never markup.
 */
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';

/** The comm's target in the kernel. */
export const TARGET = 'jupyter_viscode';

/** Of `panel.PROTOCOL`: another number means that the two sides cannot talk. */
export const PROTOCOL = 2;

/** Makes the kernel answer to us; an expression, so that no name is bound in the user's session. */
export const REGISTER = "__import__('jupyter_viscode.panel', fromlist=['panel']).register()";

export interface IColumn {
  name: string;
  dtype: string;
  kind: string;
}

export interface IFrame {
  name: string;
  library: string;
  /** null where counting would mean computing. */
  rows: number | null;
  /** The number of its columns. */
  width: number;
}

export interface IGreeting {
  version: string;
  protocol: number;
  model: string;
  library: string;
  level: string;
  consent: string;
  libraries: string[];
  languages: string[];
  /** What the kernel's configuration has locked: model, library, context, consent. */
  locked: string[];
  /** Whether a widget's code can be run where it is shown. */
  runs?: boolean;
}

/** Something that a program does and that the user should agree to. */
export interface IRisk {
  /** Completes "the code wants to". */
  what: string;
  line: number | null;
  /** The line of code; empty where it is not known. */
  call: string;
}

export interface IAbout {
  name: string;
  rows: number | null;
  width: number;
  reason: string;
}

export interface IFailure {
  name: string;
  message: string;
  line: number | null;
  traceback: string;
}

export interface IAttempt {
  index: number;
  origin: string;
  candidate: number;
  good: boolean;
  status: string;
  code: string;
  notes: string[];
  findings: string[];
  blocked: string[];
  error: IFailure | null;
}

export interface IAnswer {
  status: string;
  tried: string;
  reading: string;
  message: string;
  notes: string[];
  code: string;
  language: string;
  /** What the user should agree to before the code runs; empty when there is nothing. */
  question: string;
  /** The consent policy that asks. */
  policy: string;
  risks: IRisk[];
  alternatives: string[];
  engine: string;
  seconds: number;
  pictures: PartialJSONObject[];
  too_large: boolean;
  record: JSONObject;
  /** How alike the chart is to the picture that was to be drawn again, 0 to 1; null when none was. */
  likeness: number | null;
  values: IValues | null;
}

/** What was read from a picture. */
export interface IValues {
  /** False for estimates from pixels. */
  exact: boolean;
  tables: ITable[];
}

export interface ITable {
  title: string;
  columns: string[];
  rows: (string | number | boolean | null)[][];
  /** The number of all rows; `rows` may stop before. */
  count: number;
}

/** What the kernel says about one question. */
export type TurnMessage = { id: string } & (
  | { type: 'frame'; frame: IAbout | null }
  | { type: 'status'; status: 'preparing' | 'thinking' | 'repairing'; text: string }
  | { type: 'text'; text: string }
  | { type: 'completion'; reading: string; code: string }
  | ({ type: 'attempt' } & IAttempt)
  | { type: 'anew' }
  /** A page of a document that was given, as a PNG in base64. */
  | { type: 'page'; png: string }
  | ({ type: 'answer' } & IAnswer)
  /** `install` is the line that brings what is missing, if that is the trouble. */
  | { type: 'error'; message: string; hint: string; install?: string }
);

/** What the kernel says about itself. */
export type KernelMessage =
  | ({ type: 'ready' } & IGreeting)
  | { type: 'frames'; frames: IFrame[] }
  | { type: 'columns'; name: string; columns: IColumn[] }
  | { type: 'engines'; engines: string[] }
  | { type: 'changed' };

export type Incoming = TurnMessage | KernelMessage;

/** The program that a question is to change. */
export interface IBase {
  /** Of the answer that wrote it, if one did. */
  id?: string;
  code: string;
  /** A question that is no change of it may be answered with a new chart. */
  free?: boolean;
}

/** What the user chose; empty leaves it to the kernel's configuration. */
export interface IChoices {
  model: string;
  library: string;
  language: string;
  context: string;
  consent: string;
}

export interface IQuestion {
  type: 'ask' | 'fix';
  text: string;
  variant?: number;
  base?: IBase;
  /** A picture that comes with it; its bytes are the message's buffer. */
  picture?: { name: string; mime: string };
  /** Frames that were chosen beside those that the text names. */
  frames?: string[];
  /** For `fix`: the failing program and what happened. */
  code?: string;
  error?: { name: string; message: string; traceback: string };
}

const KINDS = new Set([
  'frame',
  'status',
  'text',
  'completion',
  'attempt',
  'anew',
  'page',
  'answer',
  'error',
  'ready',
  'frames',
  'columns',
  'engines',
  'changed'
]);

/** A comm's data as a message; null for what this version does not know. */
export function read(data: unknown): Incoming | null {
  const kind = (data as { type?: unknown } | null | undefined)?.type;
  return typeof kind === 'string' && KINDS.has(kind) ? (data as Incoming) : null;
}

/** Whether a message is about one question. */
export function isAboutTurn(message: Incoming): message is TurnMessage {
  return 'id' in message;
}

/** The questions of one notebook and what became of them; pure, so that it can be tested without a browser. */
import type { IPicture } from './dropzone/picture';
import type { IAbout, IAnswer, IAttempt, IQuestion, TurnMessage } from './protocol';

export type TurnState = 'running' | 'done' | 'stopped' | 'failed';

export interface ITurn {
  readonly id: string;
  readonly question: IQuestion;
  /** What the question changes, in words; empty for a chart of its own. */
  readonly about: string;
  /** The cell that a fix is for, with its source at the time of the question. */
  readonly cell?: { id: string; source: string };
  /** The picture that came with the question. */
  readonly picture?: IPicture;
  readonly started: number;
  readonly state: TurnState;
  readonly frame: IAbout | null;
  readonly status:
    'waiting' | 'preparing' | 'thinking' | 'repairing' | 'writing' | 'trying' | 'comparing' | '';
  readonly statusText: string;
  /** What a model has written so far. */
  readonly text: string;
  readonly reading: string;
  readonly code: string;
  readonly attempts: readonly IAttempt[];
  /** True when the question was no change of the last chart and was answered with a new one. */
  readonly anew: boolean;
  readonly answer: IAnswer | null;
  /** Of the document that was given, as a PNG in base64; empty for any other picture. */
  readonly page: string;
  readonly error: { message: string; hint: string; install: string } | null;
}

export function begin(
  id: string,
  question: IQuestion,
  about: string,
  now: number,
  cell?: { id: string; source: string },
  picture?: IPicture
): ITurn {
  return {
    id,
    question,
    about,
    cell,
    picture,
    started: now,
    state: 'running',
    frame: null,
    status: 'waiting',
    statusText: '',
    text: '',
    reading: '',
    code: '',
    attempts: [],
    anew: false,
    answer: null,
    page: '',
    error: null
  };
}

/** The turn after a message about it; one that has ended stays as it is. */
export function advance(turn: ITurn, message: TurnMessage): ITurn {
  if (turn.state !== 'running') {
    return turn;
  }
  switch (message.type) {
    case 'frame':
      return { ...turn, frame: message.frame };
    case 'status':
      return { ...turn, status: message.status, statusText: message.text, text: '' };
    case 'text':
      return { ...turn, status: 'writing', statusText: '', text: turn.text + message.text };
    case 'completion':
      return {
        ...turn,
        status: 'trying',
        statusText: '',
        text: '',
        reading: message.reading || turn.reading,
        code: message.code || turn.code
      };
    case 'attempt':
      return {
        ...turn,
        status: message.good && turn.picture !== undefined ? 'comparing' : turn.status,
        code: message.code || turn.code,
        attempts: [...turn.attempts, message]
      };
    case 'page':
      return { ...turn, page: message.png };
    case 'anew':
      return { ...turn, anew: true, attempts: [], reading: '', code: '', text: '' };
    case 'answer':
      return {
        ...turn,
        state: message.status === 'cancelled' ? 'stopped' : 'done',
        status: '',
        text: '',
        reading: message.reading || turn.reading,
        code: message.code,
        answer: message
      };
    case 'error':
      return {
        ...turn,
        state: 'failed',
        status: '',
        text: '',
        error: { message: message.message, hint: message.hint, install: message.install ?? '' }
      };
  }
}

/** The turn when its kernel was lost. */
export function lose(turn: ITurn, message: string): ITurn {
  return advance(turn, { type: 'error', id: turn.id, message, hint: '' });
}

/** The part of a half-written answer that is code: what follows the fence, if one has begun. */
export function visibleCode(text: string): string {
  const fence = text.indexOf('```');
  if (fence < 0) {
    return text;
  }
  const line = text.indexOf('\n', fence);
  const rest = line < 0 ? '' : text.slice(line + 1);
  const end = rest.indexOf('```');
  return end < 0 ? rest : rest.slice(0, end);
}

/** The last turn whose chart a follow-up would change. */
export function lastChart(turns: readonly ITurn[]): ITurn | undefined {
  return [...turns]
    .reverse()
    .find(turn => turn.state === 'done' && turn.code !== '' && turn.question.type === 'ask');
}

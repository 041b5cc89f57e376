/** One question and its answer as nodes of the page; all of a model's or a picture's words are text. */
import type { PartialJSONObject } from '@lumino/coreutils';
import { alike, cell, kindOf, stations, titleOf, valuesTitle } from '../components/drop-words';
import { about, origin, outcome, risk, status, story } from '../components/words';
import { type ITurn, visibleCode } from '../conversation';
import { addressOf } from '../dropzone/picture';
import type { IAnswer, IAttempt, ITable, IValues } from '../protocol';
import { make } from './dom';
import type { IRan } from './dropzone';
import { plain } from './words';

interface ITurnActions {
  /** null where no code can be run. */
  onRun: (() => void) | null;
  onAgain: () => void;
}

export function turnNode(turn: ITurn, ran: IRan | null, actions: ITurnActions): HTMLElement {
  const asked = turn.question.text || 'Draw this chart again';
  const code = turn.text ? visibleCode(turn.text) : turn.code;
  const isAboutFrame = turn.picture === undefined || (turn.answer?.likeness === null && turn.code !== '');
  return make(
    'article',
    { class: 'viscode-turn', 'data-state': turn.state, 'aria-label': asked },
    make(
      'header',
      {},
      turn.about !== '' && make('span', { class: 'viscode-quiet' }, `${turn.about}: `),
      asked
    ),
    turn.reading !== '' && make('p', { class: 'viscode-reading' }, turn.reading),
    turn.frame !== null && isAboutFrame && quiet(about(turn.frame, plain)),
    turn.state === 'running' && progress(turn),
    ...answered(turn),
    code !== '' && coded(code, turn.state === 'running'),
    tried(turn),
    turn.error !== null && failed(turn.error),
    turn.state !== 'running' && buttons(turn, code, actions),
    ran !== null && afterRun(ran)
  );
}

function quiet(text: string): HTMLElement {
  return make('p', { class: 'viscode-quiet' }, text);
}

function progress(turn: ITurn): HTMLElement {
  const seconds = Math.max(0, Math.floor((Date.now() - turn.started) / 1000));
  const steps = stations(turn, plain).map(({ label, state }) => make('li', { 'data-state': state }, label));
  return make(
    'div',
    {},
    turn.picture !== undefined && make('ol', { class: 'viscode-stations', 'aria-hidden': 'true' }, ...steps),
    make(
      'p',
      { class: 'viscode-quiet' },
      make('span', { role: 'status' }, status(turn, plain)),
      ` · ${seconds} s`
    )
  );
}

function answered(turn: ITurn): (HTMLElement | null | false)[] {
  const { answer } = turn;
  if (answer === null) {
    return [];
  }
  return [
    answer.message !== '' &&
      answer.message !== answer.question &&
      make('p', { role: 'status' }, answer.message),
    ...answer.notes.map(quiet),
    pictured(turn, answer),
    answer.values && values(answer.values),
    answer.too_large && quiet('The chart is too large to be shown here; run the code to see it.'),
    answer.question !== '' && consent(answer)
  ];
}

/** What the code would do that the user should agree to; it runs by the user's click alone. */
function consent(answer: IAnswer): HTMLElement {
  const wishes = answer.risks.map(it =>
    make('li', {}, `${risk(it, plain)} `, it.call !== '' && make('code', {}, it.call))
  );
  return make(
    'div',
    { class: 'viscode-consent', role: 'alert' },
    `${answer.question} It runs only if you run it.`,
    wishes.length > 0 && make('ul', {}, ...wishes)
  );
}

/** The chart; beside the picture that was given where it was drawn again. */
function pictured(turn: ITurn, answer: IAnswer): HTMLElement | null {
  const drawn = pngOf(answer.pictures);
  if (drawn === null) {
    return null;
  }
  const chart = image(drawn, 'Drawn again');
  if (answer.likeness === null || turn.picture === undefined) {
    return make('div', { class: 'viscode-chart' }, image(drawn, `Chart: ${turn.reading}`));
  }
  const given = image(addressOf(turn.picture, turn.page), `Given: ${titleOf(turn.picture, plain)}`);
  const percent = Math.round(answer.likeness * 100);
  const level = answer.likeness >= 0.75 ? 'high' : answer.likeness >= 0.5 ? 'middle' : 'low';
  return make(
    'div',
    {},
    make('div', { class: 'viscode-beside' }, captioned(given), captioned(chart)),
    make(
      'div',
      {
        class: 'viscode-alike',
        title: 'How alike the two pictures are, by texts, layout, colours and marks'
      },
      make(
        'span',
        { class: 'viscode-bar', 'aria-hidden': 'true' },
        make('span', { style: `width: ${percent}%`, 'data-level': level })
      ),
      alike(answer.likeness, plain)
    )
  );
}

function captioned(picture: HTMLImageElement): HTMLElement {
  return make('figure', {}, picture, make('figcaption', {}, picture.alt));
}

function image(address: string, label: string): HTMLImageElement {
  return make('img', { src: address, alt: label, draggable: 'false' });
}

function pngOf(bundles: readonly PartialJSONObject[]): string | null {
  const found = bundles.map(bundle => bundle['image/png']).find(png => typeof png === 'string');
  return typeof found === 'string' ? `data:image/png;base64,${found}` : null;
}

function values(read: IValues): HTMLElement {
  return make(
    'details',
    { class: 'viscode-values' },
    make('summary', {}, valuesTitle(read, plain)),
    make('div', { tabindex: '0' }, ...read.tables.map(it => table(it, read.exact)))
  );
}

function table(it: ITable, exact: boolean): HTMLElement {
  const more = it.count - it.rows.length;
  return make(
    'table',
    {},
    it.title !== '' && make('caption', {}, it.title),
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        ...it.columns.map((name, column) =>
          make('th', { scope: 'col', 'data-kind': kindOf(it, column) }, name)
        )
      )
    ),
    make(
      'tbody',
      {},
      ...it.rows.map(row =>
        make('tr', {}, ...row.map(value => make('td', { 'data-kind': typeof value }, cell(value, exact))))
      ),
      more > 0 && make('tr', {}, make('td', { class: 'viscode-quiet' }, `and ${more} more`))
    )
  );
}

function coded(source: string, isWritten: boolean): HTMLElement {
  return make(
    'details',
    { class: 'viscode-code', open: true },
    make('summary', {}, isWritten ? 'Code, being written' : 'Code'),
    make('pre', { tabindex: '0' }, make('code', {}, source))
  );
}

function tried(turn: ITurn): HTMLElement | null {
  const { attempts } = turn;
  if (attempts.length < 2 && attempts.every(attempt => attempt.good)) {
    return null;
  }
  const count = attempts.length === 1 ? 'One attempt' : `${attempts.length} attempts`;
  return make(
    'details',
    { class: 'viscode-attempts' },
    make('summary', {}, `${count}: ${story(turn, plain)}`),
    ...attempts.map(attempt)
  );
}

function attempt(made: IAttempt): HTMLElement {
  return make(
    'details',
    {},
    make('summary', {}, `${made.index + 1}. ${origin(made, plain)}: ${outcome(made, plain)}`),
    ...made.notes.map(quiet),
    make('pre', { tabindex: '0' }, make('code', {}, made.code)),
    made.error !== null && made.error.traceback !== '' && make('pre', { tabindex: '0' }, made.error.traceback)
  );
}

function failed(error: { message: string; hint: string; install: string }): HTMLElement {
  return make(
    'p',
    { class: 'viscode-error', role: 'alert' },
    `${error.message} ${error.hint}`,
    error.install !== '' && 'Type this in a cell: ',
    error.install !== '' && make('code', {}, `%${error.install}`)
  );
}

function buttons(turn: ITurn, code: string, actions: ITurnActions): HTMLElement {
  const { onRun } = actions;
  const hasCode = turn.answer !== null && code !== '';
  const button = (label: string, hint: string, act: (node: HTMLElement) => void, kind = ''): HTMLElement => {
    const node = make(
      'button',
      { class: kind, type: 'button', title: hint, onclick: () => act(node) },
      label
    );
    return node;
  };
  const engine = turn.answer === null ? '' : `${turn.answer.engine} · ${turn.answer.seconds.toFixed(1)} s`;
  return make(
    'div',
    { class: 'viscode-buttons', role: 'group', 'aria-label': 'What to do with this answer' },
    hasCode &&
      onRun !== null &&
      button(
        'Run in this notebook',
        'Run the code in the session: its figure and variables stay',
        onRun,
        'viscode-send'
      ),
    hasCode && button('Copy', 'Copy the code', node => void copy(code, node)),
    button('Try again', 'Ask for another answer', actions.onAgain),
    engine !== '' && make('span', { class: 'viscode-quiet' }, engine)
  );
}

async function copy(code: string, node: HTMLElement): Promise<void> {
  const done = await navigator.clipboard.writeText(code).then(
    () => true,
    () => false
  );
  node.textContent = done ? 'Copied' : 'Select the code and copy it'; // a page in a frame may not be let
  window.setTimeout(() => (node.textContent = 'Copy'), 2000);
}

function afterRun(ran: IRan): HTMLElement {
  const drawn = pngOf(ran.pictures);
  const said =
    ran.status === 'ok' ? 'Ran in this notebook: its figure and variables are there now.' : ran.message;
  return make(
    'div',
    { class: 'viscode-ran', 'data-status': ran.status },
    make('p', { role: 'status' }, said),
    drawn !== null && make('div', { class: 'viscode-chart' }, image(drawn, 'Chart of the run'))
  );
}

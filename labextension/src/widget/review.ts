/** A change to accept, to accept and run, or to reject: lines and buttons, with the keys of a review in a cell. */
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';
import { compare, count, fold, type ILine } from '../difference';
import type { IRisk } from '../protocol';
import { risk } from '../components/words';
import { make } from './dom';
import { plain } from './words';

/** What the kernel tells of the change. */
interface IChange {
  code: string;
  previous: string;
  title: string;
  accepted: boolean | null;
  /** Whether there is a session to run it in. */
  runs: boolean;
  risks: IRisk[];
}

interface IRan {
  status: string;
  message: string;
  pictures: PartialJSONObject[];
}

const SIGNS = { added: '+', removed: '−', same: ' ' } as const;
const SPOKEN = { added: 'added: ', removed: 'removed: ', same: '' } as const;

export class ReviewWidget {
  constructor(
    host: HTMLElement,
    private readonly _send: (message: JSONObject) => void
  ) {
    this._root = make('section', {
      class: 'viscode-review',
      tabindex: '0',
      role: 'group',
      'aria-label': 'Suggested change; Enter accepts, Shift+Enter accepts and runs, Escape rejects',
      'data-lm-suppress-shortcuts': 'true',
      onkeydown: event => this._onKey(event as KeyboardEvent)
    });
    host.append(this._root);
  }

  begin(): void {
    this._send({ type: 'hello' });
  }

  take(message: PartialJSONObject): void {
    if (message.type === 'change') {
      this._change = message as unknown as IChange;
      this._draw();
    } else if (message.type === 'ran') {
      this._ran = message as unknown as IRan;
      this._draw();
    }
  }

  dispose(): void {
    this._root.remove();
  }

  private _onKey(event: KeyboardEvent): void {
    const isOnButton = event.target instanceof HTMLButtonElement;
    if (event.key === 'Escape') {
      this._decide('reject');
    } else if (event.key === 'Enter' && !isOnButton && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this._decide(event.shiftKey && this._change?.runs ? 'run' : 'accept');
      event.preventDefault();
    }
    event.stopPropagation(); // the notebook has other uses for these keys
  }

  private _decide(kind: 'accept' | 'run' | 'reject'): void {
    if (this._change?.accepted !== null) {
      return;
    }
    this._change = { ...this._change, accepted: kind !== 'reject' };
    this._runs = kind === 'run';
    this._send({ type: kind });
    this._draw();
    this._root.focus();
  }

  private _draw(): void {
    const change = this._change;
    if (change === undefined) {
      return;
    }
    const lines = compare(change.previous, change.code);
    this._root.dataset.state = change.accepted === null ? 'open' : change.accepted ? 'accepted' : 'rejected';
    this._root.replaceChildren(
      head(change, lines),
      this._difference(lines),
      ...(change.accepted === null
        ? [change.risks.length > 0 ? concerns(change.risks) : '', this._buttons(change)]
        : [this._outcome(change)])
    );
  }

  private _difference(lines: readonly ILine[]): HTMLElement {
    const stretches = fold(lines);
    const shown = stretches.flatMap(stretch => {
      if (!stretch.folded || this._whole) {
        return stretch.lines.map(line);
      }
      const number = stretch.lines.length;
      const unfold = (): void => {
        this._whole = true;
        this._draw();
      };
      return [
        make(
          'button',
          { class: 'viscode-fold', type: 'button', onclick: unfold },
          `⋯ ${number} unchanged lines`
        )
      ];
    });
    return make(
      'div',
      { class: 'viscode-difference', tabindex: '0', role: 'region', 'aria-label': 'Changed lines' },
      ...shown
    );
  }

  private _buttons(change: IChange): HTMLElement {
    const button = (
      kind: 'accept' | 'run' | 'reject',
      label: string,
      key: string,
      look = ''
    ): HTMLButtonElement =>
      make(
        'button',
        { class: look, type: 'button', onclick: () => this._decide(kind) },
        label,
        make('kbd', { 'aria-hidden': 'true' }, key)
      );
    const run = change.risks.length > 0 ? 'Accept and run once' : 'Accept and run';
    return make(
      'div',
      { class: 'viscode-buttons', role: 'group', 'aria-label': 'What to do with this change' },
      button('accept', 'Accept', 'Enter', 'viscode-send'),
      change.runs && button('run', run, 'Shift+Enter'),
      button('reject', 'Reject', 'Esc')
    );
  }

  private _outcome(change: IChange): HTMLElement {
    const ran = this._ran;
    const png = ran?.pictures.map(bundle => bundle['image/png']).find(found => typeof found === 'string');
    return make(
      'div',
      { class: 'viscode-outcome' },
      make('p', { role: 'status' }, this._said(change)),
      typeof png === 'string' &&
        make('img', { src: `data:image/png;base64,${png}`, alt: `Chart: ${change.title}` })
    );
  }

  private _said(change: IChange): string {
    if (change.accepted !== true) {
      return 'Rejected: nothing was changed.';
    }
    if (this._ran !== null) {
      return this._ran.status === 'ok'
        ? 'Accepted and run: its figure and variables are there now.'
        : this._ran.message;
    }
    return this._runs
      ? 'Accepted; it runs as soon as no cell does.'
      : 'Accepted. Its code is in .code; .insert() puts it into the next cell.';
  }

  private readonly _root: HTMLElement;
  private _change: IChange | undefined;
  private _ran: IRan | null = null;
  private _runs = false;
  private _whole = false;
}

function head(change: IChange, lines: readonly ILine[]): HTMLElement {
  const added = count(lines, 'added');
  const removed = count(lines, 'removed');
  const spoken = plain._n('One line added,', '%1 lines added,', added, added);
  return make(
    'header',
    {},
    make('strong', {}, 'Suggested change'),
    change.title !== '' && make('span', { class: 'viscode-quiet' }, change.title),
    make(
      'span',
      { class: 'viscode-counts' },
      added > 0 && make('span', { 'data-kind': 'added', 'aria-hidden': 'true' }, `+${added}`),
      removed > 0 && make('span', { 'data-kind': 'removed', 'aria-hidden': 'true' }, `−${removed}`),
      make(
        'span',
        { class: 'viscode-spoken' },
        `${spoken} ${plain._n('one line removed', '%1 lines removed', removed, removed)}`
      )
    )
  );
}

function line(it: ILine): HTMLElement {
  return make(
    'div',
    { class: 'viscode-line', 'data-kind': it.kind },
    make('span', { class: 'viscode-spoken' }, SPOKEN[it.kind]),
    make('span', { class: 'viscode-sign', 'aria-hidden': 'true' }, SIGNS[it.kind]),
    make('code', {}, it.text)
  );
}

function concerns(risks: readonly IRisk[]): HTMLElement {
  return make(
    'div',
    { class: 'viscode-consent', role: 'alert' },
    make('strong', {}, 'If it runs, the code wants to:'),
    make(
      'ul',
      {},
      ...risks.map(it => make('li', {}, risk(it, plain), it.call !== '' && make('code', {}, it.call)))
    )
  );
}

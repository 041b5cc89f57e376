/** Where a picture, words and a frame are given. */
import type { IPicture } from '../dropzone/picture';
import { ACCEPTED, said } from '../dropzone/plan';
import { titleOf } from '../components/drop-words';
import { make } from './dom';
import { plain } from './words';

interface IAsking {
  onFile: (file: Blob, name: string) => void;
  onRemove: () => void;
  onSend: () => void;
  onStop: () => void;
  onNew: () => void;
}

interface IState {
  picture: IPicture | null;
  running: boolean;
  /** A chart is there that words can change. */
  changes: boolean;
}

export class AskBox {
  constructor(private readonly _on: IAsking) {
    this._input.addEventListener('change', () => {
      const file = this._input.files?.[0];
      this._input.value = '';
      if (file !== undefined) {
        this._on.onFile(file, file.name);
      }
    });
    this._words.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this._on.onSend();
      }
    });
    this._words.addEventListener('input', () => this._name());
    this._send.addEventListener('click', () => (this._state.running ? this._on.onStop() : this._on.onSend()));
    this.node.append(this._zone, this._input, this._row);
    this._row.append(this._words, this._send);
  }

  readonly node = make('div', { class: 'viscode-ask' });

  get text(): string {
    return this._words.value.trim();
  }

  /** The frame that the chart shall be drawn of; empty for the values in the picture. */
  get frame(): string {
    return this._select.value;
  }

  set frames(names: readonly string[]) {
    const chosen = this.frame;
    this._select.replaceChildren(
      make('option', { value: '' }, 'its own values'),
      ...names.map(name => make('option', { value: name }, name))
    );
    this._select.value = names.includes(chosen) ? chosen : '';
  }

  focus(): void {
    this._words.focus();
  }

  clear(): void {
    this._words.value = '';
    this._select.value = '';
  }

  draw(state: IState): void {
    const before = this._state;
    this._state = state;
    if (before.picture !== state.picture || before.changes !== state.changes || !this._drawn) {
      this._drawn = true;
      this._zone.replaceChildren(...this._inZone(state));
    }
    this._row.hidden = state.picture === null && !state.changes && !state.running;
    this._name();
  }

  private _name(): void {
    const { running, picture } = this._state;
    this._words.placeholder =
      picture === null
        ? 'Change the chart: "make it horizontal", "log scale" …'
        : 'What shall be different? (optional)';
    this._send.textContent = running ? 'Stop' : picture !== null && this.text === '' ? 'Redraw' : 'Send';
    this._send.classList.toggle('viscode-stop', running);
    this._send.disabled = !running && picture === null && this.text === '';
  }

  private _inZone(state: IState): Node[] {
    const { picture } = state;
    if (picture === null) {
      const small = state.changes ? ' viscode-small' : '';
      const choose = make(
        'button',
        { class: `viscode-choose${small}`, type: 'button', onclick: () => this._input.click() },
        make('strong', {}, state.changes ? 'Another chart picture' : 'Drop, paste or choose a chart picture'),
        make('span', {}, 'PNG, JPEG, WebP, GIF, SVG or the first page of a PDF')
      );
      const anew = make(
        'button',
        { class: 'viscode-link', type: 'button', onclick: () => this._on.onNew() },
        'Clear'
      );
      return state.changes ? [choose, anew] : [choose];
    }
    const size = (it: { width: number; height: number }): string => `${it.width} × ${it.height}`;
    const sizes = [picture.before, picture.size].flatMap(it => (it === null ? [] : [size(it)])).join(' → ');
    return [
      make(
        'div',
        { class: 'viscode-given', role: 'group', 'aria-label': 'Picture for the next question' },
        picture.url === ''
          ? make('span', { class: 'viscode-page' }, 'PDF')
          : make('img', { src: picture.url, alt: '', draggable: 'false' }),
        make(
          'div',
          {},
          make('strong', {}, titleOf(picture, plain)),
          make(
            'span',
            { class: 'viscode-quiet' },
            [sizes, said(picture.data.byteLength)].filter(Boolean).join(' · ')
          ),
          make('label', {}, 'Draw it with ', this._select)
        ),
        make(
          'button',
          {
            class: 'viscode-link',
            type: 'button',
            'aria-label': 'Remove the picture',
            title: 'Remove the picture',
            onclick: () => this._on.onRemove()
          },
          '×'
        )
      )
    ];
  }

  private readonly _zone = make('div', { class: 'viscode-zone' });
  private readonly _row = make('div', { class: 'viscode-row', hidden: true });
  private readonly _words = make('textarea', {
    rows: '1',
    'aria-label': 'What shall be different; Enter sends, Shift+Enter breaks the line'
  });
  private readonly _send = make('button', { class: 'viscode-send', type: 'button' });
  private readonly _select = make('select', {}, make('option', { value: '' }, 'its own values'));
  private readonly _input = make('input', {
    type: 'file',
    accept: ACCEPTED,
    hidden: true,
    'aria-label': 'Chart picture'
  });
  private _state: IState = { picture: null, running: false, changes: false };
  private _drawn = false;
}

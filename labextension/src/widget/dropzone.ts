/** What the drop zone shows and sends; a front end's model is all it knows of Jupyter. */
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';
import { objection } from '../components/drop-words';
import { advance, begin, type ITurn, lastChart } from '../conversation';
import { type IPicture, NotTaken, prepare, release } from '../dropzone/picture';
import { listen } from '../dropzone/target';
import { type IGreeting, type Incoming, isAboutTurn, type IQuestion, read } from '../protocol';
import { AskBox } from './ask';
import { make } from './dom';
import { turnNode } from './turn';
import { plain } from './words';

type Send = (message: JSONObject, buffers?: ArrayBuffer[]) => void;

/** What became of a run in the session. */
export interface IRan {
  status: string;
  message: string;
  pictures: PartialJSONObject[];
}

const WAIT = 8000;

export class DropZoneView {
  constructor(
    private readonly _host: HTMLElement,
    private readonly _send: Send
  ) {
    this._ask = new AskBox({
      onFile: (blob, name) => void this._take(blob, name),
      onRemove: () => this._give(null),
      onSend: () => this._askNow(),
      onStop: () => this._running && this._send({ type: 'stop', id: this._running.id }),
      onNew: () => this._forget()
    });
    this._root = make('section', { class: 'viscode-drop', 'aria-label': 'VisCode drop zone' });
    this._root.append(this._over, this._answers, this._notice, this._ask.node);
    this._host.append(this._root);
    this._root.addEventListener('keydown', event => event.stopPropagation()); // a notebook would take it for a command
    this._stopListening = listen(this._root, {
      onHover: hovers => this._root.classList.toggle('viscode-hovers', hovers),
      onPicture: (blob, name) => void this._take(blob, name),
      onNothing: () => this._say(objection('nothing', plain))
    });
  }

  /** Greet the kernel. */
  begin(): void {
    this._send({ type: 'hello' });
    this._timer = window.setTimeout(() => {
      if (this._greeting === null) {
        this._say('The kernel does not answer. Run the cell again to bring the drop zone back.');
      }
    }, WAIT);
    this._draw();
  }

  /** Take in a message of the kernel. */
  take(data: PartialJSONObject): void {
    if (data.type === 'ran' && typeof data.id === 'string') {
      this._ran.set(data.id, data as unknown as IRan);
      this._draw();
      return;
    }
    const message: Incoming | null = read(data);
    if (message === null) {
      return;
    }
    if (isAboutTurn(message)) {
      this._turns = this._turns.map(turn => (turn.id === message.id ? advance(turn, message) : turn));
    } else if (message.type === 'ready') {
      this._greeting = message;
      this._say('');
    } else if (message.type === 'frames') {
      this._ask.frames = message.frames.map(frame => frame.name);
    }
    this._draw();
  }

  dispose(): void {
    window.clearTimeout(this._timer);
    window.clearInterval(this._ticking);
    this._stopListening();
    [this._picture, ...this._turns.map(turn => turn.picture)].forEach(picture => picture && release(picture));
    this._root.remove();
  }

  private get _running(): ITurn | undefined {
    return this._turns.find(turn => turn.state === 'running');
  }

  private async _take(blob: Blob, name: string): Promise<void> {
    this._say('');
    try {
      this._give(await prepare(blob, name));
      this._ask.focus();
    } catch (error) {
      this._say(objection(error instanceof NotTaken ? error.because : 'damaged', plain));
    }
  }

  private _give(picture: IPicture | null): void {
    const before = this._picture;
    if (before !== null && !this._turns.some(turn => turn.picture === before)) {
      release(before);
    }
    this._picture = picture;
    this._draw();
  }

  /** Send what is there: a picture, or a change of the last chart. */
  private _askNow(): void {
    const text = this._ask.text;
    const last = lastChart(this._turns);
    if (this._running !== undefined || (this._picture === null && (text === '' || last === undefined))) {
      return;
    }
    const question: IQuestion = { type: 'ask', text };
    if (this._picture !== null) {
      question.picture = { name: this._picture.name, mime: this._picture.mime };
      question.frames = this._ask.frame === '' ? [] : [this._ask.frame];
    } else if (last !== undefined) {
      question.base = { id: last.id, code: last.code };
    }
    this._start(question, this._picture ?? undefined);
    this._picture = null;
    this._ask.clear();
    this._draw();
  }

  private _start(question: IQuestion, picture: IPicture | undefined): void {
    const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    const about = question.base === undefined ? '' : 'Change of the chart above';
    this._turns = [...this._turns, begin(id, question, about, Date.now(), undefined, picture)];
    this._send({ ...question, id } as unknown as JSONObject, picture === undefined ? [] : [picture.data]);
    window.clearInterval(this._ticking);
    this._ticking = window.setInterval(() => this._running && this._draw(), 1000);
    this._draw();
  }

  private _forget(): void {
    this._turns.forEach(turn => turn.picture && release(turn.picture));
    this._turns = [];
    this._ran.clear();
    this._nodes.clear();
    this._answers.replaceChildren();
    this._draw();
  }

  private _say(text: string): void {
    this._notice.textContent = text;
    this._notice.hidden = text === '';
  }

  /** Bring the page up to date; a turn is made anew only when it has changed. */
  private _draw(): void {
    const runs = this._greeting?.runs === true;
    this._turns.forEach((turn, index) => {
      const ran = this._ran.get(turn.id) ?? null;
      const kept = this._nodes.get(turn.id);
      if (kept?.turn === turn && kept.ran === ran && turn.state !== 'running') {
        return;
      }
      const node = turnNode(turn, ran, {
        onRun: runs ? () => this._send({ type: 'run', id: turn.id }) : null,
        onAgain: () =>
          this._running === undefined &&
          this._start({ ...turn.question, variant: (turn.question.variant ?? 0) + 1 }, turn.picture)
      });
      if (kept === undefined) {
        this._answers.append(node);
      } else {
        this._answers.children[index]?.replaceWith(node);
      }
      this._nodes.set(turn.id, { turn, ran });
    });
    this._ask.draw({
      picture: this._picture,
      running: this._running !== undefined,
      changes: lastChart(this._turns) !== undefined
    });
  }

  private readonly _root: HTMLElement;
  private readonly _answers = make('div', { class: 'viscode-answers', role: 'log', 'aria-label': 'Answers' });
  private readonly _notice = make('p', { class: 'viscode-error', role: 'alert', hidden: true });
  private readonly _over = make(
    'div',
    { class: 'viscode-over', 'aria-hidden': 'true' },
    'Drop the chart picture to draw it again'
  );
  private readonly _ask: AskBox;
  private readonly _stopListening: () => void;
  private readonly _nodes = new Map<string, { turn: ITurn; ran: IRan | null }>();
  private readonly _ran = new Map<string, IRan>();
  private _turns: readonly ITurn[] = [];
  private _greeting: IGreeting | null = null;
  private _picture: IPicture | null = null;
  private _timer = 0;
  private _ticking = 0;
}

/** The chat of one notebook: its connection, its frames and its conversation; the sidebar shows the current one. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { type JSONObject, UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { KernelConnection } from './connection';
import { advance, begin, type ITurn, lastChart, lose } from './conversation';
import { type IPicture, release } from './dropzone/picture';
import {
  type IBase,
  type IChoices,
  type IColumn,
  type IFrame,
  type Incoming,
  type IQuestion,
  isAboutTurn
} from './protocol';

/** What the next question will change. */
export interface ISubject extends IBase {
  /** What the user is told. */
  label: string;
  /** The cell that it is the source of. */
  cell?: string;
}

const FRAMES_DELAY = 150;

export class NotebookChat implements IDisposable {
  /** `isWatched` says whether somebody looks at this chat: only then its frames are read after each cell. */
  constructor(
    readonly panel: NotebookPanel,
    private readonly _isWatched: () => boolean
  ) {
    this.connection = new KernelConnection(panel.sessionContext);
    this.connection.stateChanged.connect(this._onState, this);
    this.connection.received.connect(this._onMessage, this);
    panel.title.changed.connect(this._changedNow, this);
    panel.disposed.connect(this.dispose, this);
  }

  readonly connection: KernelConnection;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted with a turn that has got its answer. */
  get answered(): ISignal<this, ITurn> {
    return this._answered;
  }

  get turns(): readonly ITurn[] {
    return this._turns;
  }

  get frames(): readonly IFrame[] {
    return this._frames;
  }

  /** The columns that have been asked for, by the names of their frames. */
  get columns(): ReadonlyMap<string, readonly IColumn[]> {
    return this._columns;
  }

  get engines(): readonly string[] {
    return this._engines;
  }

  /** The question that is being answered, if one is. */
  get running(): ITurn | undefined {
    return this._turns.find(turn => turn.state === 'running');
  }

  /** The program that the next question changes: chosen, else that of the last chart; null for a new chart. */
  get subject(): ISubject | null {
    return this._subject;
  }

  set subject(subject: ISubject | null) {
    this._subject = subject;
    this._changed.emit();
  }

  /** The picture that goes with the next question. */
  get picture(): IPicture | null {
    return this._picture;
  }

  set picture(picture: IPicture | null) {
    if (this._picture !== null && this._picture !== picture) {
      this._release(this._picture);
    }
    this._picture = picture;
    this._frame = '';
    this._changed.emit();
  }

  /** The frame that the picture's chart shall be drawn of; empty for the values in the picture. */
  get frame(): string {
    return this._frame;
  }

  set frame(frame: string) {
    this._frame = frame;
    this._changed.emit();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the kernel; nothing is sent while another question runs. Returns whether it was sent. */
  ask(
    question: IQuestion,
    choices: IChoices,
    about: string,
    cell?: { id: string; source: string },
    picture?: IPicture
  ): boolean {
    if (this.running !== undefined || this.connection.state !== 'ready') {
      return false;
    }
    const turn = begin(UUID.uuid4(), question, about, Date.now(), cell, picture);
    const message = { ...question, ...choices, id: turn.id } as unknown as JSONObject;
    const sent = this.connection.send(message, picture === undefined ? [] : [picture.data]);
    if (sent) {
      this._turns = [...this._turns, turn];
      this._changed.emit();
    }
    return sent;
  }

  /** Stop the running question, and nothing else. */
  stop(): void {
    const turn = this.running;
    if (turn !== undefined) {
      this.connection.send({ type: 'stop', id: turn.id });
    }
  }

  clear(): void {
    const gone = this._turns.filter(turn => turn.state !== 'running');
    this._turns = this._turns.filter(turn => turn.state === 'running');
    gone.forEach(turn => turn.picture && this._release(turn.picture));
    this.subject = null;
  }

  /** The code went into the notebook. */
  accepted(turn: ITurn): void {
    this.connection.send({ type: 'accepted', id: turn.id });
  }

  /** Read the frames again. */
  refresh(): void {
    this.connection.send({ type: 'frames' });
  }

  /** Read a frame's columns, for somebody who looks; they are read again after each cell until `unfollow`. */
  follow(name: string): void {
    this._followed.add(name);
    this.connection.send({ type: 'columns', name });
  }

  unfollow(name: string): void {
    this._followed.delete(name);
  }

  /** Load what a first question needs, once a kernel. */
  warm(): void {
    if (!this._warmed && this.connection.send({ type: 'warm' })) {
      this._warmed = true;
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.clearTimeout(this._timer);
    this.connection.dispose();
    [this._picture, ...this._turns.map(turn => turn.picture)].forEach(picture => picture && release(picture));
    Signal.clearData(this);
  }

  private _onState(): void {
    const state = this.connection.state;
    if (state === 'ready') {
      this._warmed = false;
      this.refresh();
      this.connection.send({ type: 'engines' });
    } else {
      this._frames = [];
      this._columns = new Map();
      const said = state === 'restarting' ? 'kernel-restarted' : 'kernel-lost';
      this._turns = this._turns.map(turn => lose(turn, said));
    }
    this._changed.emit();
  }

  private _onMessage(_: KernelConnection, message: Incoming): void {
    if (isAboutTurn(message)) {
      this._turns = this._turns.map(turn => (turn.id === message.id ? advance(turn, message) : turn));
      if (message.type === 'answer') {
        this._follow();
        const turn = this._turns.find(it => it.id === message.id);
        if (turn !== undefined) {
          this._answered.emit(turn);
        }
      }
    } else if (message.type === 'frames') {
      this._frames = message.frames;
      message.frames
        .filter(frame => this._followed.has(frame.name))
        .forEach(frame => this.follow(frame.name));
    } else if (message.type === 'columns') {
      this._columns = new Map(this._columns).set(message.name, message.columns);
    } else if (message.type === 'engines') {
      this._engines = message.engines;
    } else if (message.type === 'changed') {
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => this._isWatched() && this.refresh(), FRAMES_DELAY);
    }
    this._changed.emit();
  }

  /** A follow-up changes the last chart unless the user says otherwise. */
  private _follow(): void {
    const last = lastChart(this._turns);
    if (last !== undefined) {
      this._subject = { id: last.id, code: last.code, free: true, label: last.reading || last.question.text };
    }
  }

  /** Forget a picture that no turn shows any longer. */
  private _release(picture: IPicture): void {
    if (!this._turns.some(turn => turn.picture === picture)) {
      release(picture);
    }
  }

  private _changedNow(): void {
    this._changed.emit();
  }

  private _turns: readonly ITurn[] = [];
  private _frames: readonly IFrame[] = [];
  private _columns: ReadonlyMap<string, readonly IColumn[]> = new Map<string, readonly IColumn[]>();
  private readonly _followed = new Set<string>();
  private _engines: readonly string[] = [];
  private _subject: ISubject | null = null;
  private _picture: IPicture | null = null;
  private _frame = '';
  private _timer = 0;
  private _warmed = false;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _answered = new Signal<this, ITurn>(this);
}

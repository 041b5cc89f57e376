/** All chats, one a notebook, and which one is in front; what the sidebar shows and what commands act on. */
import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { IStateDB } from '@jupyterlab/statedb';
import { Signal, type ISignal } from '@lumino/signaling';
import { cellOf, errorOf, type Refusal, replaceCell } from './cells';
import { NotebookChat } from './chat';
import { PromptHistory } from './completion';
import type { ITurn } from './conversation';
import type { IPicture } from './dropzone/picture';
import { allowed, type Locks, locksOf } from './locks';
import type { IChoices, IQuestion } from './protocol';
import type { IAssistant, IReviewer, ISuggestion } from './tokens';

const HISTORY = 'jupyter-viscode:prompts';

/** Words of the desk that the user reads, translated by who makes it. */
export interface IDeskWords {
  changes: (what: string) => string;
  cell: (number: string) => string;
  refusal: (reason: Refusal) => string;
}

export class Desk implements IAssistant {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _words: IDeskWords,
    private readonly _reveal: () => void,
    private readonly _state: IStateDB | null,
    private readonly _reviewer: IReviewer
  ) {
    _tracker.currentChanged.connect(this._onCurrent, this);
    void this._state?.fetch(HISTORY).then(entries => {
      if (Array.isArray(entries)) {
        this.history = new PromptHistory(entries.map(String));
      }
    });
  }

  history = new PromptHistory();

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when the caret shall go into the prompt. */
  get focused(): ISignal<this, void> {
    return this._focused;
  }

  get current(): NotebookChat | null {
    const panel = this._tracker.currentWidget;
    return panel === null ? null : this._chat(panel);
  }

  get choices(): IChoices {
    return this._choices;
  }

  set choices(choices: IChoices) {
    this._choices = choices;
    this._changed.emit();
  }

  /** What JupyterLab's administrator has locked. */
  set lockedByLab(locked: Partial<IChoices>) {
    this._lockedByLab = locked;
    this._changed.emit();
  }

  /** What a chat's kernel and JupyterLab have locked. */
  locksOf(chat: NotebookChat): Locks {
    return locksOf(chat.connection.greeting, this._lockedByLab);
  }

  /** Something to tell about the last click; empty when all is well. */
  get notice(): string {
    return this._notice;
  }

  set notice(notice: string) {
    this._notice = notice;
    this._changed.emit();
  }

  /** True while somebody looks: kernels are talked to only then. */
  set isVisible(visible: boolean) {
    this._isVisible = visible;
    if (visible) {
      this._look();
      this._changed.emit();
    }
  }

  open(): void {
    this._reveal();
    this._focused.emit();
  }

  edit(panel: NotebookPanel, cell: Cell): void {
    const chat = this._chat(panel);
    const number = cell.model.type === 'code' ? (cell.model.toJSON().execution_count as number | null) : null;
    chat.subject = {
      code: cell.model.sharedModel.getSource(),
      label: this._words.cell(number === null ? ' ' : String(number)),
      cell: cell.model.id
    };
    this.open();
  }

  fix(panel: NotebookPanel, cell: Cell, text = ''): boolean {
    const error = errorOf(cell);
    if (error === null) {
      return false;
    }
    const chat = this._chat(panel);
    const source = cell.model.sharedModel.getSource();
    const question: IQuestion = { type: 'fix', text, code: source, error };
    this.open();
    this._whenReady(chat, () => {
      chat.ask(question, this._allowed(chat), '', { id: cell.model.id, source });
    });
    return true;
  }

  /** Send what was typed; returns whether it was taken. */
  send(text: string): boolean {
    const chat = this.current;
    if (chat === null || (text.trim() === '' && chat.picture === null)) {
      return false;
    }
    this.notice = '';
    this._reviewer.drop(chat.panel); // what waits was an answer to another question
    if (chat.picture !== null) {
      return this._redraw(chat, chat.picture, text.trim());
    }
    if (text.trim() === '/clear') {
      chat.clear();
      return true;
    }
    if (/^\/fix\b/.test(text.trim())) {
      const failed = [...chat.panel.content.widgets].reverse().find(cell => errorOf(cell) !== null);
      return failed !== undefined && this.fix(chat.panel, failed, text.trim().slice('/fix'.length).trim());
    }
    const subject = chat.subject;
    const question: IQuestion = { type: 'ask', text: text.trim() };
    if (subject !== null) {
      question.base = { id: subject.id, code: subject.code, free: subject.free };
    }
    const taken = chat.ask(
      question,
      this._allowed(chat),
      subject === null ? '' : this._words.changes(subject.label),
      subject?.cell === undefined ? undefined : { id: subject.cell, source: subject.code }
    );
    if (taken) {
      this.history.add(text.trim());
      void this._state?.save(HISTORY, [...this.history.entries]);
    }
    return taken;
  }

  /** Ask a question of before once more, in another reading or with another seed. */
  repeat(turn: ITurn, variant: number): void {
    const chat = this.current;
    chat?.ask({ ...turn.question, variant }, this._allowed(chat), turn.about, turn.cell, turn.picture);
  }

  /** Let the kernel draw a picture again, as the text says. */
  private _redraw(chat: NotebookChat, picture: IPicture, text: string): boolean {
    const question: IQuestion = {
      type: 'ask',
      text,
      picture: { name: picture.name, mime: picture.mime },
      frames: chat.frame === '' ? [] : [chat.frame]
    };
    const taken = chat.ask(question, this._allowed(chat), '', undefined, picture);
    if (taken) {
      chat.picture = null;
      if (text !== '') {
        this.history.add(text);
        void this._state?.save(HISTORY, [...this.history.entries]);
      }
    }
    return taken;
  }

  /** Show a turn's code as a change of a cell; an empty cell just takes it. */
  async review(chat: NotebookChat, turn: ITurn, cell: string, before: string): Promise<Refusal> {
    const { answer } = turn;
    if (answer === null) {
      return '';
    }
    const code = turn.code.trimEnd();
    const accepted = (): void => chat.accepted(turn);
    if (before.trim() === '') {
      const refused = replaceCell(chat.panel, cell, before, code, answer.record);
      if (refused === '') {
        accepted();
      }
      return refused;
    }
    const suggestion: ISuggestion = {
      cell,
      before,
      code,
      language: answer.language,
      title: turn.reading,
      record: answer.record,
      consent: answer.question === '' ? null : answer,
      accepted
    };
    return this._reviewer.propose(chat.panel, suggestion);
  }

  /** An answer that is a change of a cell shows itself there. */
  private _onAnswer(chat: NotebookChat, turn: ITurn): void {
    const { cell, answer } = turn;
    const isUseful =
      answer !== null && turn.code !== '' && !['failed', 'declined', 'cancelled'].includes(answer.status);
    if (cell !== undefined && isUseful && cellOf(chat.panel, cell.id) !== undefined) {
      void this.review(chat, turn, cell.id, cell.source).then(refused => {
        this.notice = refused === '' ? '' : this._words.refusal(refused);
      });
    }
  }

  /** The choices that may be asked for. */
  private _allowed(chat: NotebookChat): IChoices {
    return allowed(this._choices, this.locksOf(chat));
  }

  private _whenReady(chat: NotebookChat, action: () => void): void {
    if (chat.connection.state === 'ready') {
      action();
      return;
    }
    const wait = (): void => {
      const state = chat.connection.state;
      if (state === 'ready') {
        action();
      }
      if (state !== 'connecting' && state !== 'restarting') {
        chat.connection.stateChanged.disconnect(wait);
      }
    };
    chat.connection.connect();
    chat.connection.stateChanged.connect(wait);
  }

  private _onCurrent(): void {
    this._notice = '';
    if (this._isVisible) {
      this._look();
    }
    this._changed.emit();
  }

  /** Bring the chat in front up to date. */
  private _look(): void {
    this.current?.connection.connect();
    this.current?.refresh();
  }

  private _chat(panel: NotebookPanel): NotebookChat {
    let chat = this._chats.get(panel);
    if (chat === undefined) {
      chat = new NotebookChat(panel, () => this._isVisible && panel === this._tracker.currentWidget);
      this._chats.set(panel, chat);
      chat.changed.connect(changed => {
        if (changed.panel === this._tracker.currentWidget) {
          this._changed.emit();
        }
      });
      chat.answered.connect(this._onAnswer, this);
      if (this._isVisible) {
        chat.connection.connect();
      }
    }
    return chat;
  }

  private _lockedByLab: Partial<IChoices> = {};
  private _choices: IChoices = { model: '', library: '', language: '', context: '', consent: '' };
  private _notice = '';
  private _isVisible = false;
  private readonly _chats = new WeakMap<NotebookPanel, NotebookChat>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _focused = new Signal<this, void>(this);
}

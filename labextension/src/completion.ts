/** `@frame` completion and the history of prompts; pure, so that it can be tested without a browser. */

export interface IMatch {
  /** Where the `@` is. */
  start: number;
  /** What stands between it and the caret. */
  typed: string;
  /** The frames that fit, those that begin so first. */
  names: string[];
}

const MOST = 8;

/** What can complete the text at the caret; null when no `@name` is being written there. */
export function complete(text: string, caret: number, frames: readonly string[]): IMatch | null {
  const found = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_]*)$/u.exec(text.slice(0, caret));
  if (found === null) {
    return null;
  }
  const typed = found[1] ?? '';
  const wanted = typed.toLowerCase();
  const begins = frames.filter(name => name.toLowerCase().startsWith(wanted));
  const holds = frames.filter(name => !begins.includes(name) && name.toLowerCase().includes(wanted));
  const names = [...begins, ...holds].slice(0, MOST);
  return names.length > 0 ? { start: caret - typed.length - 1, typed, names } : null;
}

/** The text with a match replaced by a frame's name, and where the caret goes. */
export function accept(text: string, match: IMatch, name: string): { text: string; caret: number } {
  const after = text.slice(match.start + 1 + match.typed.length);
  const inserted = `@${name}${after.startsWith(' ') ? '' : ' '}`;
  return { text: text.slice(0, match.start) + inserted + after, caret: match.start + inserted.length };
}

/** Prompts of before, the newest last; walking back keeps what was being written. */
export class PromptHistory {
  constructor(
    private _entries: string[] = [],
    private readonly _most = 100
  ) {
    this._at = this._entries.length;
  }

  get entries(): readonly string[] {
    return this._entries;
  }

  add(text: string): void {
    this._entries = [...this._entries.filter(entry => entry !== text), text].slice(-this._most);
    this._at = this._entries.length;
    this._draft = '';
  }

  /** The entry before; null at the oldest. */
  back(current: string): string | null {
    if (this._at === 0) {
      return null;
    }
    if (this._at === this._entries.length) {
      this._draft = current;
    }
    this._at -= 1;
    return this._entries[this._at] ?? null;
  }

  /** The entry after, at last the draft; null when there is none. */
  forward(): string | null {
    if (this._at >= this._entries.length) {
      return null;
    }
    this._at += 1;
    return this._at === this._entries.length ? this._draft : (this._entries[this._at] ?? null);
  }

  private _at: number;
  private _draft = '';
}

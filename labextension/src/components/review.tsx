import { ReactWidget } from '@jupyterlab/apputils';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type KeyboardEvent, type ReactElement, useEffect, useMemo, useState } from 'react';
import { compare, count, fold, type ILine, type LineKind } from '../difference';
import { sparkIcon } from '../icons';
import type { ISuggestion } from '../tokens';
import { policy, risk } from './words';

interface IReviewActions {
  accept: (run: boolean) => void;
  reject: () => void;
}

/** A suggested change in the place of a cell's editor. */
export class ReviewView extends ReactWidget {
  constructor(
    private readonly _suggestion: ISuggestion,
    private readonly _trans: TranslationBundle,
    private readonly _languages: IEditorLanguageRegistry | null,
    private readonly _actions: IReviewActions
  ) {
    super();
    this.addClass('jp-VisCode-review');
    this.node.tabIndex = -1;
    this.node.dataset.lmSuppressShortcuts = 'true';
    this.node.setAttribute('role', 'group');
    this.node.setAttribute(
      'aria-label',
      _trans.__('Suggested change of this cell; Enter accepts, Shift+Enter accepts and runs, Escape rejects')
    );
    this.node.setAttribute('aria-keyshortcuts', 'Enter Shift+Enter Escape');
    this.node.addEventListener('keydown', event => this._onKey(event));
    // The notebook would take the focus back, or begin to drag the cell.
    this.node.addEventListener('mousedown', event => event.stopPropagation());
  }

  focus(): void {
    this.node.focus();
  }

  /** Say why it can no longer be accepted; an empty sentence takes that back. */
  refuse(said: string): void {
    if (said !== this._refused) {
      this._refused = said;
      this.update();
    }
  }

  protected override render(): ReactElement {
    return (
      <Review
        suggestion={this._suggestion}
        refused={this._refused}
        trans={this._trans}
        languages={this._languages}
        actions={this._actions}
      />
    );
  }

  private _onKey(event: globalThis.KeyboardEvent): void {
    const isOnButton = event.target instanceof HTMLButtonElement;
    if (event.key === 'Escape') {
      this._actions.reject();
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.altKey && !isOnButton) {
      this._actions.accept(event.shiftKey);
    } else if (event.key !== 'Enter' && event.key !== ' ') {
      return;
    }
    event.stopPropagation();
    if (!isOnButton || event.key === 'Escape') {
      event.preventDefault();
    }
  }

  private _refused = '';
}

interface IReviewProps {
  suggestion: ISuggestion;
  refused: string;
  trans: TranslationBundle;
  languages: IEditorLanguageRegistry | null;
  actions: IReviewActions;
}

function Review(props: IReviewProps): ReactElement {
  const { suggestion, refused, trans, actions } = props;
  const lines = useMemo(() => compare(suggestion.before, suggestion.code), [suggestion]);
  const added = count(lines, 'added');
  const removed = count(lines, 'removed');
  const canAccept = refused === '';
  const { consent } = suggestion;
  return (
    <>
      <header className="jp-VisCode-review-head">
        <sparkIcon.react tag="span" className="jp-VisCode-spark" />
        <strong>{trans.__('Suggested change')}</strong>
        {suggestion.title && <span className="jp-VisCode-quiet">{suggestion.title}</span>}
        <span className="jp-VisCode-counts">
          {added > 0 && (
            <span data-kind="added" aria-hidden="true">
              +{added}
            </span>
          )}{' '}
          {removed > 0 && (
            <span data-kind="removed" aria-hidden="true">
              −{removed}
            </span>
          )}
          <span className="jp-VisCode-spoken">
            {trans._n('One line added,', '%1 lines added,', added, added)}{' '}
            {trans._n('one line removed', '%1 lines removed', removed, removed)}
          </span>
        </span>
      </header>
      <Difference {...props} lines={lines} />
      {consent && canAccept && (
        <section className="jp-VisCode-consent" aria-label={trans.__('Consent')}>
          <p>
            <strong>
              {consent.risks.length > 0 ? trans.__('If it runs, the code wants to:') : consent.question}
            </strong>
          </p>
          {consent.risks.length > 0 && (
            <ul className="jp-VisCode-risks">
              {consent.risks.map((it, index) => (
                <li key={index}>
                  {risk(it, trans)}
                  {it.call && <code>{it.call}</code>}
                </li>
              ))}
            </ul>
          )}
          <p className="jp-VisCode-quiet">{trans.__('Policy: %1.', policy(consent.policy, trans))}</p>
        </section>
      )}
      {!canAccept && (
        <p className="jp-VisCode-error" role="alert">
          {refused}
        </p>
      )}
      <div className="jp-VisCode-buttons" role="group" aria-label={trans.__('What to do with this change')}>
        <button
          className="jp-VisCode-button jp-mod-accept"
          disabled={!canAccept}
          title={trans.__('Put the new code into the cell (Enter)')}
          onClick={() => actions.accept(false)}
        >
          {trans.__('Accept')}
          <Key name={trans.__('Enter')} />
        </button>
        <button
          className="jp-VisCode-button"
          disabled={!canAccept}
          title={trans.__('Put the new code into the cell and run it (Shift+Enter)')}
          onClick={() => actions.accept(true)}
        >
          {consent ? trans.__('Accept and run once') : trans.__('Accept and run')}
          <Key name={trans.__('Shift+Enter')} />
        </button>
        <button
          className="jp-VisCode-button"
          title={trans.__('Leave the cell as it is (Escape)')}
          onClick={actions.reject}
        >
          {canAccept ? trans.__('Reject') : trans.__('Close')}
          <Key name={trans.__('Esc')} />
        </button>
      </div>
    </>
  );
}

function Key(props: { name: string }): ReactElement {
  return <kbd aria-hidden="true">{props.name}</kbd>;
}

/** The lines with what becomes of them: by colour, by sign, and in words for who hears them. */
function Difference(props: IReviewProps & { lines: readonly ILine[] }): ReactElement {
  const { suggestion, trans, languages, lines } = props;
  const [whole, setWhole] = useState(false);
  const old = useColours(suggestion.before, suggestion.language, languages);
  const young = useColours(suggestion.code, suggestion.language, languages);
  const spoken: Record<LineKind, string> = {
    added: trans.__('added:'),
    removed: trans.__('removed:'),
    same: ''
  };
  const show = (line: ILine, index: number): ReactElement => (
    <div key={`${line.kind}-${line.index}-${index}`} className="jp-VisCode-line" data-kind={line.kind}>
      <span className="jp-VisCode-spoken">{spoken[line.kind]} </span>
      <span className="jp-VisCode-sign" aria-hidden="true">
        {{ added: '+', removed: '−', same: ' ' }[line.kind]}
      </span>
      <Line text={line.text} pieces={(line.kind === 'removed' ? old : young)?.[line.index]} />
    </div>
  );
  const stretches = useMemo(() => fold(lines), [lines]);
  return (
    <div className="jp-VisCode-difference" tabIndex={0} role="region" aria-label={trans.__('Changed lines')}>
      {stretches.map((stretch, index) =>
        stretch.folded && !whole ? (
          <button key={index} className="jp-VisCode-fold" onClick={() => setWhole(true)}>
            ⋯{' '}
            {trans._n('One unchanged line', '%1 unchanged lines', stretch.lines.length, stretch.lines.length)}
          </button>
        ) : (
          stretch.lines.map(show)
        )
      )}
    </div>
  );
}

interface IPiece {
  text: string;
  style: string;
}

function Line(props: { text: string; pieces: readonly IPiece[] | undefined }): ReactElement {
  const { text, pieces } = props;
  // Colours that are of another text, should a highlighter drop something, are worth less than the text.
  if (pieces === undefined || pieces.map(piece => piece.text).join('') !== text) {
    return <code>{text}</code>;
  }
  return (
    <code>
      {pieces.map((piece, index) => (
        <span key={index} className={piece.style}>
          {piece.text}
        </span>
      ))}
    </code>
  );
}

/** A program's lines in coloured pieces; null until they are known. */
function useColours(
  source: string,
  language: string,
  languages: IEditorLanguageRegistry | null
): readonly (readonly IPiece[])[] | null {
  const [lines, setLines] = useState<IPiece[][] | null>(null);
  useEffect(() => {
    const found = languages?.findBest(language);
    if (!languages || !found) {
      return;
    }
    let current = true;
    const coloured = document.createElement('code');
    languages.highlight(source, found, coloured).then(
      () => {
        if (current) {
          setLines(cut(coloured));
        }
      },
      () => undefined // uncoloured lines read as well
    );
    return () => {
      current = false;
    };
  }, [source, language, languages]);
  return lines;
}

function cut(coloured: HTMLElement): IPiece[][] {
  const lines: IPiece[][] = [[]];
  coloured.childNodes.forEach(node => {
    const style = node instanceof HTMLElement ? node.className : '';
    (node.textContent ?? '').split('\n').forEach((text, index) => {
      if (index > 0) {
        lines.push([]);
      }
      if (text !== '') {
        lines[lines.length - 1]?.push({ text, style });
      }
    });
  });
  return lines;
}

/** Says that a cell was changed and takes it back. */
export class UndoStrip extends ReactWidget {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _actions: { undo: () => void; close: () => void }
  ) {
    super();
    this.addClass('jp-VisCode-undo');
    this.node.dataset.lmSuppressShortcuts = 'true';
    this.node.addEventListener('mousedown', event => event.stopPropagation());
  }

  protected override render(): ReactElement {
    const { _trans: trans, _actions: actions } = this;
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        actions.close();
      }
    };
    return (
      <div role="status" onKeyDown={leave}>
        <span>{trans.__('Changed as suggested.')}</span>
        <button className="jp-VisCode-plain" onClick={actions.undo}>
          {trans.__('Undo')}
        </button>
        <button
          className="jp-VisCode-plain jp-VisCode-close"
          aria-label={trans.__('Close')}
          title={trans.__('Close')}
          onClick={actions.close}
        >
          ×
        </button>
      </div>
    );
  }
}

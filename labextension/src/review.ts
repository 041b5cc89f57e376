/** Changes of cells that wait for the user: shown in the cell, applied through its shared model when they are accepted. */
import type { Cell } from '@jupyterlab/cells';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type IDisposable, DisposableDelegate } from '@lumino/disposable';
import type { PanelLayout, Widget } from '@lumino/widgets';
import { cellOf, type Refusal, refusalOf, replaceCell, restoreCell } from './cells';
import { ReviewView, UndoStrip } from './components/review';
import { refusal } from './components/words';
import type { IReviewer, ISuggestion } from './tokens';

interface IPending {
  readonly panel: NotebookPanel;
  readonly cell: Cell;
  readonly suggestion: ISuggestion;
  readonly view: ReviewView;
  readonly end: IDisposable;
}

/** At most one suggestion a notebook; a new one takes the place of one that waits. */
export class Reviewer implements IReviewer {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _languages: IEditorLanguageRegistry | null
  ) {}

  async propose(panel: NotebookPanel, suggestion: ISuggestion): Promise<Refusal> {
    this.drop(panel);
    const cell = cellOf(panel, suggestion.cell);
    const refused = refusalOf(panel, cell, suggestion.before);
    if (cell === undefined || refused !== '') {
      return refused;
    }
    if (suggestion.before === suggestion.code) {
      return 'same';
    }
    await reveal(panel, cell);
    await cell.ready;
    const again = refusalOf(panel, cell, suggestion.before);
    if (again !== '' || cell.inputArea === null) {
      return again === '' ? 'gone' : again;
    }
    this._show(panel, cell, suggestion);
    return '';
  }

  drop(panel: NotebookPanel): void {
    this._pending.get(panel)?.end.dispose();
    this._strips.get(panel)?.dispose();
  }

  waits(panel: NotebookPanel | null): boolean {
    return panel !== null && this._pending.has(panel);
  }

  focus(panel: NotebookPanel): void {
    const pending = this._pending.get(panel);
    if (pending !== undefined) {
      void reveal(panel, pending.cell).then(() => pending.view.focus());
    }
  }

  async accept(panel: NotebookPanel, run: boolean): Promise<void> {
    const pending = this._pending.get(panel);
    if (pending === undefined) {
      return;
    }
    const { cell, suggestion } = pending;
    const refused = replaceCell(
      panel,
      suggestion.cell,
      suggestion.before,
      suggestion.code,
      suggestion.record
    );
    if (refused !== '') {
      pending.view.refuse(refusal(refused, this._trans));
      return;
    }
    pending.end.dispose();
    suggestion.accepted();
    this._offerUndo(panel, cell, suggestion);
    panel.content.deselectAll();
    panel.content.mode = 'command';
    panel.content.activate();
    if (run) {
      await NotebookActions.run(panel.content, panel.sessionContext);
    }
  }

  reject(panel: NotebookPanel): void {
    if (this.waits(panel)) {
      this.drop(panel);
      panel.content.activate();
    }
  }

  private _show(panel: NotebookPanel, cell: Cell, suggestion: ISuggestion): void {
    const shared = cell.model.sharedModel;
    const view = new ReviewView(suggestion, this._trans, this._languages, {
      accept: run => void this.accept(panel, run),
      reject: () => this.reject(panel)
    });
    // A suggestion that no longer fits says so at once, before anybody accepts it.
    const look = (): void => {
      const refused = refusalOf(panel, cell, suggestion.before);
      view.refuse(refusal(refused, this._trans));
    };
    const end = new DisposableDelegate(() => {
      this._pending.delete(panel);
      shared.changed.disconnect(look);
      cell.disposed.disconnect(stop);
      if (!cell.isDisposed) {
        cell.inputArea?.showEditor();
      }
      view.dispose();
    });
    const stop = (): void => end.dispose();
    shared.changed.connect(look);
    cell.disposed.connect(stop);
    this._pending.set(panel, { panel, cell, suggestion, view, end });
    cell.inputArea?.renderInput(view);
    panel.content.activeCellIndex = panel.content.widgets.indexOf(cell);
    if (isFree()) {
      view.focus();
    }
  }

  /** A line below the input that takes the change back, until the cell is changed. */
  private _offerUndo(panel: NotebookPanel, cell: Cell, suggestion: ISuggestion): void {
    const shared = cell.model.sharedModel;
    const strip = new UndoStrip(this._trans, {
      undo: () => {
        restoreCell(panel, suggestion.cell, suggestion.before, suggestion.code);
        strip.dispose();
        panel.content.activate();
      },
      close: () => {
        strip.dispose();
        panel.content.activate();
      }
    });
    const look = (): void => {
      if (shared.getSource() !== suggestion.code) {
        strip.dispose();
      }
    };
    shared.changed.connect(look);
    strip.disposed.connect(() => {
      shared.changed.disconnect(look);
      this._strips.delete(panel);
    });
    this._strips.set(panel, strip);
    const layout = cell.layout as PanelLayout;
    const input = layout.widgets.findIndex(widget => widget.node.classList.contains('jp-Cell-inputWrapper'));
    layout.insertWidget(input + 1, strip);
  }

  private readonly _pending = new Map<NotebookPanel, IPending>();
  private readonly _strips = new Map<NotebookPanel, Widget>();
}

/** Bring a cell into view; the notebook's own `scrollToCell` would take the focus into its editor as well. */
async function reveal(panel: NotebookPanel, cell: Cell): Promise<void> {
  await panel.content.scrollToItem(panel.content.widgets.indexOf(cell), 'auto');
}

/** Whether the focus can be moved without disturbing somebody who types. */
function isFree(): boolean {
  const active = document.activeElement;
  if (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement) {
    return active.value === '';
  }
  return active === null || active.closest('.cm-content') === null;
}

/** What the sidebar does to a notebook: through its shared model alone, so that undo, real-time collaboration and read-only hold. */
import { type Cell, CodeCell } from '@jupyterlab/cells';
import type { IError } from '@jupyterlab/nbformat';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';

export interface ICellError {
  name: string;
  message: string;
  traceback: string;
}

/** Why the notebook cannot be changed; empty when it can. */
export type Refusal = '' | 'read-only' | 'not-editable' | 'no-code' | 'same' | 'changed' | 'gone';

/** The undo manager of a cell, where its shared model has one. */
type Undoable = { undoManager?: { stopCapturing(): void } | null };

/** Put code into a new cell below the active one, and perhaps run it there. */
export async function insertBelow(
  panel: NotebookPanel,
  code: string,
  record: JSONObject,
  run: boolean
): Promise<Refusal> {
  const { content: notebook, model } = panel;
  if (model === null || isReadOnly(panel)) {
    return 'read-only';
  }
  const index = notebook.activeCell === null ? 0 : notebook.activeCellIndex + 1;
  // One change of the shared model is one step of undo. Code that the user put there leaves the notebook as trusted as it was.
  model.sharedModel.insertCell(index, {
    cell_type: 'code',
    source: code,
    metadata: { viscode: record as PartialJSONObject, trusted: true }
  });
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  notebook.mode = 'command';
  const cell = notebook.widgets[index];
  if (cell !== undefined) {
    await notebook.scrollToCell(cell);
  }
  if (run) {
    await NotebookActions.run(notebook, panel.sessionContext);
  }
  return '';
}

/** Replace a cell's source, in one step of undo; one that was changed since `before` was read is left alone. */
export function replaceCell(
  panel: NotebookPanel,
  id: string,
  before: string | null,
  code: string,
  record: JSONObject
): Refusal {
  const cell = cellOf(panel, id);
  const refused = refusalOf(panel, cell, before);
  if (cell === undefined || refused !== '') {
    return refused;
  }
  const shared = cell.model.sharedModel;
  separate(shared);
  shared.transact(() => {
    shared.setSource(code);
    cell.model.setMetadata('viscode', record);
  });
  separate(shared);
  panel.content.activeCellIndex = panel.content.widgets.indexOf(cell);
  return '';
}

/** Take back what `replaceCell` did, with the notebook's own undo; false when the cell has been changed since. */
export function restoreCell(panel: NotebookPanel, id: string, before: string, code: string): boolean {
  const shared = cellOf(panel, id)?.model.sharedModel;
  if (shared === undefined || isReadOnly(panel) || shared.getSource() !== code) {
    return false;
  }
  shared.undo();
  if (shared.getSource() !== before) {
    // One undo for the whole notebook: its last step was another cell's, which is not ours to take back.
    shared.redo();
    shared.setSource(before);
  }
  return true;
}

export function cellOf(panel: NotebookPanel, id: string): Cell | undefined {
  return panel.content.widgets.find(cell => cell.model.id === id);
}

/** Why a cell's source cannot be replaced. */
export function refusalOf(panel: NotebookPanel, cell: Cell | undefined, before: string | null): Refusal {
  if (isReadOnly(panel)) {
    return 'read-only';
  }
  if (cell === undefined || cell.isDisposed) {
    return 'gone';
  }
  if (cell.model.type !== 'code') {
    return 'no-code';
  }
  if (cell.model.getMetadata('editable') === false) {
    return 'not-editable';
  }
  return before !== null && cell.model.sharedModel.getSource() !== before ? 'changed' : '';
}

/** What comes next is a step of undo of its own: quick changes would become one. */
function separate(shared: object): void {
  (shared as Undoable).undoManager?.stopCapturing();
}

export function isReadOnly(panel: NotebookPanel): boolean {
  return panel.model?.readOnly ?? true;
}

/** The error that a code cell's output shows; null when there is none. */
export function errorOf(cell: Cell | null | undefined): ICellError | null {
  if (!(cell instanceof CodeCell)) {
    return null;
  }
  const outputs = cell.model.outputs;
  for (let index = 0; index < outputs.length; index++) {
    const output = outputs.get(index);
    if (output.type === 'error') {
      const error = output.toJSON() as unknown as IError;
      return { name: error.ename, message: error.evalue, traceback: error.traceback.join('\n') };
    }
  }
  return null;
}

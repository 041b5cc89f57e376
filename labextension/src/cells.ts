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
export type Refusal = '' | 'read-only' | 'changed' | 'gone';

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

/** Replace a cell's source; one that was changed since `before` was read is left alone. */
export function replaceCell(
  panel: NotebookPanel,
  id: string,
  before: string | null,
  code: string,
  record: JSONObject
): Refusal {
  if (isReadOnly(panel)) {
    return 'read-only';
  }
  const index = panel.content.widgets.findIndex(cell => cell.model.id === id);
  const cell = panel.content.widgets[index];
  if (cell === undefined) {
    return 'gone';
  }
  const shared = cell.model.sharedModel;
  if (before !== null && shared.getSource() !== before) {
    return 'changed';
  }
  shared.transact(() => {
    shared.setSource(code);
    cell.model.setMetadata('viscode', record);
  });
  panel.content.activeCellIndex = index;
  return '';
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

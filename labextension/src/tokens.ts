import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';

export const PLUGIN_ID = 'jupyter-viscode:plugin';

export const CommandIDs = {
  open: 'viscode:open',
  stop: 'viscode:stop',
  newChart: 'viscode:new-chart',
  editCell: 'viscode:edit-cell',
  fixCell: 'viscode:fix-cell'
} as const;

/** What other extensions can do with the sidebar. */
export interface IAssistant {
  /** Show the sidebar and put the caret into the prompt. */
  open(): void;
  /** Let the next question change the code of a cell. */
  edit(panel: NotebookPanel, cell: Cell): void;
  /** Repair a cell whose output is an error; false when it has none. */
  fix(panel: NotebookPanel, cell: Cell): boolean;
}

export const IAssistant = new Token<IAssistant>(
  'jupyter-viscode:IAssistant',
  'The VisCode sidebar: asks the kernel of a notebook for tested chart code.'
);

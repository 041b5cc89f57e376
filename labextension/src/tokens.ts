import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { type JSONObject, Token } from '@lumino/coreutils';
import type { Refusal } from './cells';
import type { IRisk } from './protocol';

export const PLUGIN_ID = 'jupyter-viscode:plugin';

export const CommandIDs = {
  open: 'viscode:open',
  stop: 'viscode:stop',
  newChart: 'viscode:new-chart',
  editCell: 'viscode:edit-cell',
  fixCell: 'viscode:fix-cell',
  review: 'viscode:review',
  accept: 'viscode:accept',
  acceptRun: 'viscode:accept-and-run',
  reject: 'viscode:reject'
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

/** A change of a cell for the user to accept or to reject. */
export interface ISuggestion {
  /** The cell's id. */
  cell: string;
  /** Its source when the change was made: another one is left alone. */
  before: string;
  code: string;
  language: string;
  /** What the change is, in a few words. */
  title: string;
  /** Goes into the cell's metadata. */
  record: JSONObject;
  /** What the user should agree to before the code runs. */
  consent: { question: string; policy: string; risks: readonly IRisk[] } | null;
  accepted: () => void;
}

/** Shows changes in the cells that they are of. */
export interface IReviewer {
  /** Show a change in its cell; the reason where it cannot be shown. Takes the place of one that waits. */
  propose(panel: NotebookPanel, suggestion: ISuggestion): Promise<Refusal>;
  /** Take away the change that waits in a notebook, if one does. */
  drop(panel: NotebookPanel): void;
}

export const IReviewer = new Token<IReviewer>(
  'jupyter-viscode:IReviewer',
  'Shows suggested changes in the cells of a notebook, and applies those that are accepted.'
);

export const IAssistant = new Token<IAssistant>(
  'jupyter-viscode:IAssistant',
  'The VisCode sidebar: asks the kernel of a notebook for tested chart code.'
);

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Reviewer } from '../review';
import { CommandIDs, IReviewer } from '../tokens';

/** Suggested changes in the cells that they are of, and the commands that accept and reject them. */
export const reviewPlugin: JupyterFrontEndPlugin<IReviewer> = {
  id: 'jupyter-viscode:review',
  description: 'Shows a suggested change in its cell, to accept or to reject it.',
  autoStart: true,
  provides: IReviewer,
  requires: [INotebookTracker],
  optional: [ITranslator, ICommandPalette, IEditorLanguageRegistry],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    languages: IEditorLanguageRegistry | null
  ): IReviewer => {
    const trans = (translator ?? nullTranslator).load('jupyter_viscode');
    const reviewer = new Reviewer(trans, languages);
    const add = (command: string, label: string, execute: (panel: NotebookPanel) => unknown): void => {
      app.commands.addCommand(command, {
        label,
        isEnabled: () => reviewer.waits(tracker.currentWidget),
        execute: () => {
          const panel = tracker.currentWidget;
          return panel === null ? undefined : execute(panel);
        }
      });
      palette?.addItem({ command, category: trans.__('VisCode') });
    };
    add(CommandIDs.review, trans.__('Go to the suggested change'), panel => reviewer.focus(panel));
    add(CommandIDs.accept, trans.__('Accept the suggested change'), panel => reviewer.accept(panel, false));
    add(CommandIDs.acceptRun, trans.__('Accept the suggested change and run the cell'), panel =>
      reviewer.accept(panel, true)
    );
    add(CommandIDs.reject, trans.__('Reject the suggested change'), panel => reviewer.reject(panel));
    return reviewer;
  }
};

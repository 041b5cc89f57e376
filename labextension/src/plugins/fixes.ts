import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { type Cell, CodeCell } from '@jupyterlab/cells';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { errorOf } from '../cells';
import { IAssistant, PLUGIN_ID } from '../tokens';

const BUTTON = 'jp-VisCode-fix';

/** "Fix with VisCode" below each output that is an error, whoever wrote the code. */
export const fixesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-viscode:fixes',
  description: 'A button below error outputs that repairs the cell.',
  autoStart: true,
  requires: [INotebookTracker, IAssistant],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    tracker: INotebookTracker,
    assistant: IAssistant,
    settings: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const label = (translator ?? nullTranslator).load('jupyter_viscode').__('Fix with VisCode');
    const buttons = new FixButtons(tracker, assistant, label);
    void settings?.load(PLUGIN_ID).then(loaded => {
      const take = (): void => {
        buttons.enabled = loaded.get('fixButton').composite !== false;
      };
      take();
      loaded.changed.connect(take);
    });
  }
};

class FixButtons {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _assistant: IAssistant,
    private readonly _label: string
  ) {
    _tracker.forEach(panel => void this._watch(panel));
    _tracker.widgetAdded.connect((_, panel) => void this._watch(panel));
  }

  set enabled(enabled: boolean) {
    this._enabled = enabled;
    this._tracker.forEach(panel => panel.content.widgets.forEach(cell => this._refresh(panel, cell)));
  }

  private async _watch(panel: NotebookPanel): Promise<void> {
    await panel.context.ready;
    const cells = panel.content.model?.cells;
    if (panel.isDisposed || cells === undefined) {
      return;
    }
    const visit = (): void => panel.content.widgets.forEach(cell => this._follow(panel, cell));
    cells.changed.connect(visit);
    panel.content.modelContentChanged.connect(visit);
    visit();
  }

  private _follow(panel: NotebookPanel, cell: Cell): void {
    if (!(cell instanceof CodeCell) || this._followed.has(cell)) {
      return;
    }
    this._followed.add(cell);
    cell.model.outputs.changed.connect(() => this._refresh(panel, cell));
    this._refresh(panel, cell);
  }

  private _refresh(panel: NotebookPanel, cell: Cell): void {
    if (!(cell instanceof CodeCell) || cell.isDisposed) {
      return;
    }
    const wanted = this._enabled && errorOf(cell) !== null;
    // Below the outputs: beside them it would take of their width.
    const outputs = cell.outputArea.node.closest('.jp-Cell-outputWrapper') ?? cell.outputArea.node;
    const found = cell.node.querySelector(`.${BUTTON}`);
    if (!wanted) {
      found?.remove();
    } else if (found === null) {
      const button = document.createElement('button');
      button.className = `${BUTTON} jp-VisCode-button`;
      button.textContent = this._label;
      button.addEventListener('click', () => this._assistant.fix(panel, cell));
      outputs.after(button);
    }
  }

  private _enabled = true;
  private readonly _followed = new WeakSet<Cell>();
}

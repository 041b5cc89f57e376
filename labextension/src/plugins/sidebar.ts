import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { Refusal } from '../cells';
import { Sidebar } from '../components/sidebar';
import { refusal } from '../components/words';
import { Desk } from '../desk';
import { sparkIcon } from '../icons';
import { lockedByLab } from '../locks';
import { CommandIDs, IAssistant, IReviewer, PLUGIN_ID } from '../tokens';

/** The sidebar, its commands and its settings. */
export const sidebarPlugin: JupyterFrontEndPlugin<IAssistant> = {
  id: PLUGIN_ID,
  description: 'A sidebar that asks the kernel of the active notebook for tested chart code.',
  autoStart: true,
  provides: IAssistant,
  requires: [INotebookTracker, IRenderMimeRegistry, IReviewer],
  optional: [
    ILabShell,
    ISettingRegistry,
    ITranslator,
    ICommandPalette,
    ILayoutRestorer,
    IEditorLanguageRegistry,
    IStateDB
  ],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    rendermime: IRenderMimeRegistry,
    reviewer: IReviewer,
    labShell: ILabShell | null,
    settings: ISettingRegistry | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    languages: IEditorLanguageRegistry | null,
    state: IStateDB | null
  ): IAssistant => {
    performance.mark('viscode-activate-begin');
    const trans = (translator ?? nullTranslator).load('jupyter_viscode');
    const words = {
      changes: (what: string) => trans.__('Change of: %1', what),
      cell: (number: string) => trans.__('cell [%1]', number),
      refusal: (reason: Refusal) => refusal(reason, trans)
    };
    const desk = new Desk(
      tracker,
      words,
      () => {
        app.shell.activateById(sidebar.id);
        desk.isVisible = true;
      },
      state,
      reviewer
    );
    const sidebar = new Sidebar(desk, trans, rendermime, languages);
    app.shell.add(sidebar, 'left', { rank: 650, type: 'VisCode' });
    restorer?.add(sidebar, sidebar.id);
    addCommands(app, desk, tracker, trans, palette, labShell);
    if (settings !== null) {
      void follow(settings, desk);
    }
    performance.measure('viscode-activate', 'viscode-activate-begin');
    return desk;
  }
};

function addCommands(
  app: JupyterFrontEnd,
  desk: Desk,
  tracker: INotebookTracker,
  trans: TranslationBundle,
  palette: ICommandPalette | null,
  labShell: ILabShell | null
): void {
  const { commands } = app;
  const hasCell = (): boolean =>
    tracker.activeCell?.model.type === 'code' && (labShell === null || tracker.currentWidget !== null);
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Ask VisCode'),
    icon: sparkIcon,
    execute: () => desk.open()
  });
  commands.addCommand(CommandIDs.stop, {
    label: trans.__('Stop the answer'),
    isEnabled: () => desk.current?.running !== undefined,
    execute: () => desk.current?.stop()
  });
  commands.addCommand(CommandIDs.newChart, {
    label: trans.__('New chart'),
    isEnabled: () => desk.current !== null,
    execute: () => {
      if (desk.current !== null) {
        desk.current.subject = null;
        desk.open();
      }
    }
  });
  commands.addCommand(CommandIDs.editCell, {
    label: trans.__('Change this cell with VisCode'),
    caption: trans.__('Let the next question change the code of this cell'),
    icon: sparkIcon,
    isEnabled: hasCell,
    execute: () => {
      const { currentWidget: panel, activeCell: cell } = tracker;
      if (panel === null || cell === null) {
        return;
      }
      if (cell.model.sharedModel.getSource().trim() === '') {
        desk.open();
      } else {
        desk.edit(panel, cell);
      }
    }
  });
  commands.addCommand(CommandIDs.fixCell, {
    label: trans.__('Fix this cell with VisCode'),
    icon: sparkIcon,
    isEnabled: hasCell,
    execute: () => {
      const { currentWidget: panel, activeCell: cell } = tracker;
      return panel !== null && cell !== null && desk.fix(panel, cell);
    }
  });
  const category = trans.__('VisCode');
  const { open, stop, newChart, editCell, fixCell } = CommandIDs;
  for (const command of [open, stop, newChart, editCell, fixCell]) {
    palette?.addItem({ command, category });
  }
}

/** Let the choices of the desk follow the settings. */
async function follow(registry: ISettingRegistry, desk: Desk): Promise<void> {
  const settings = await registry.load(PLUGIN_ID);
  const take = (): void => {
    const value = (key: string): string => {
      const found = settings.get(key).composite;
      return typeof found === 'string' ? found : '';
    };
    desk.choices = {
      model: value('model') || value('endpoint'),
      library: value('library'),
      language: value('language'),
      context: value('context'),
      consent: value('consent')
    };
    desk.lockedByLab = lockedByLab(key => settings.default(key));
  };
  take();
  settings.changed.connect(take);
}

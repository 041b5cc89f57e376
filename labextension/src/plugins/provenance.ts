import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { type Cell, CodeCell } from '@jupyterlab/cells';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { sparkIcon } from '../icons';
import { describe, type IOrigin, readOrigin } from '../provenance';
import { PLUGIN_ID } from '../tokens';

const BADGE = 'jp-VisCode-badge';
const TIP = 'jp-VisCode-tip';

/** A badge on cells whose code or chart is ours: on hover or focus it tells where they came from. */
export const provenancePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-viscode:provenance',
  description: 'Tells which engine, model and seed the code or the chart of a cell came from.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    tracker: INotebookTracker,
    settings: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const badges = new Badges(tracker, (translator ?? nullTranslator).load('jupyter_viscode'));
    void settings?.load(PLUGIN_ID).then(loaded => {
      const take = (): void => {
        badges.enabled = loaded.get('provenance').composite !== false;
      };
      take();
      loaded.changed.connect(take);
    });
  }
};

class Badges {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _trans: TranslationBundle
  ) {
    _tracker.forEach(panel => void this._watch(panel));
    _tracker.widgetAdded.connect((_, panel) => void this._watch(panel));
  }

  set enabled(enabled: boolean) {
    this._enabled = enabled;
    this._tracker.forEach(panel => panel.content.widgets.forEach(cell => this._refresh(cell)));
  }

  private async _watch(panel: NotebookPanel): Promise<void> {
    await panel.context.ready;
    const cells = panel.content.model?.cells;
    if (panel.isDisposed || cells === undefined) {
      return;
    }
    const visit = (): void => panel.content.widgets.forEach(cell => this._follow(cell));
    cells.changed.connect(visit);
    panel.content.modelContentChanged.connect(visit);
    visit();
  }

  private _follow(cell: Cell): void {
    if (!(cell instanceof CodeCell) || this._followed.has(cell)) {
      return;
    }
    this._followed.add(cell);
    cell.model.outputs.changed.connect(() => this._refresh(cell));
    cell.model.metadataChanged.connect(() => this._refresh(cell));
    this._refresh(cell);
  }

  private _refresh(cell: Cell): void {
    if (!(cell instanceof CodeCell) || cell.isDisposed) {
      return;
    }
    const host = cell.outputArea.node.parentElement ?? cell.outputArea.node;
    const origin = this._enabled ? originOf(cell) : null;
    const found = host.querySelector<HTMLButtonElement>(`:scope > .${BADGE}`);
    if (origin === null) {
      if (found !== null) {
        found.remove();
        this._hide();
      }
    } else {
      const badge = found ?? this._make(cell, host);
      badge.setAttribute('aria-label', this._trans.__('Origin of this chart: %1', origin.engine));
    }
  }

  private _make(cell: CodeCell, host: HTMLElement): HTMLButtonElement {
    const badge = document.createElement('button');
    badge.className = BADGE;
    sparkIcon.element({ container: badge.appendChild(document.createElement('span')) });
    const show = (): void => this._show(cell, badge);
    const hide = (): void => this._hide();
    badge.addEventListener('mouseenter', show);
    badge.addEventListener('mouseleave', hide);
    badge.addEventListener('focus', show);
    badge.addEventListener('blur', hide);
    badge.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        this._hide();
        event.stopPropagation();
      }
    });
    host.classList.add('jp-VisCode-origin');
    host.append(badge);
    return badge;
  }

  /** Beside the badge, over everything: a cell clips what reaches out of it. */
  private _show(cell: CodeCell, badge: HTMLElement): void {
    const origin = originOf(cell);
    this._hide();
    if (origin === null) {
      return;
    }
    const tip = document.createElement('div');
    tip.id = TIP;
    tip.className = TIP;
    tip.setAttribute('role', 'tooltip');
    const list = tip.appendChild(document.createElement('dl'));
    for (const [name, value] of describe(origin, cell.model.sharedModel.getSource(), this._trans)) {
      list.appendChild(document.createElement('dt')).textContent = name;
      list.appendChild(document.createElement('dd')).textContent = value;
    }
    document.body.append(tip);
    badge.setAttribute('aria-describedby', TIP);
    const place = badge.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    tip.style.top = `${Math.max(4, Math.min(place.top, window.innerHeight - size.height - 4))}px`;
    tip.style.left = `${Math.min(place.right + 6, window.innerWidth - size.width - 4)}px`;
  }

  private _hide(): void {
    document.getElementById(TIP)?.remove();
  }

  private _enabled = true;
  private readonly _followed = new WeakSet<Cell>();
}

/** The record that a cell's outputs carry, else the one that came with its code. */
function originOf(cell: CodeCell): IOrigin | null {
  const { outputs } = cell.model;
  for (let index = 0; index < outputs.length; index++) {
    const origin = readOrigin(outputs.get(index).metadata.viscode);
    if (origin !== null) {
      return origin;
    }
  }
  return outputs.length === 0 ? null : readOrigin(cell.model.getMetadata('viscode'));
}

/** What is said about pictures; a widget outside of JupyterLab says the same. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ITurn } from '../conversation';
import type { IPicture } from '../dropzone/picture';
import { MOST_BYTES, type Objection } from '../dropzone/plan';
import type { ITable, IValues } from '../protocol';

/** Why nothing was taken. */
export function objection(because: Objection | 'damaged' | 'nothing', trans: TranslationBundle): string {
  switch (because) {
    case 'kind':
      return trans.__('This is no picture that can be read. Give a PNG, JPEG, WebP, GIF, SVG or PDF file.');
    case 'large':
      return trans.__(
        'The picture is too large: at most %1 MB can be sent. Give a smaller one.',
        MOST_BYTES / 1_000_000
      );
    case 'empty':
      return trans.__('The file is empty. Give a picture of a chart.');
    case 'damaged':
      return trans.__('The picture could not be opened. Save it again, as PNG if you can.');
    case 'nothing':
      return trans.__('There is no picture in what was dropped. Save the picture and drop the file.');
  }
}

/** What a picture is called. */
export function titleOf(picture: IPicture, trans: TranslationBundle): string {
  return picture.name || trans.__('Picture');
}

/** The stations of a picture's question, and which one it is at. */
export function stations(turn: ITurn, trans: TranslationBundle): { label: string; state: string }[] {
  const at =
    turn.status === 'comparing' ? 2 : turn.status === 'trying' || turn.status === 'repairing' ? 1 : 0;
  return [trans.__('Reading'), trans.__('Drawing'), trans.__('Comparing')].map((label, index) => ({
    label,
    state: index < at ? 'done' : index === at ? 'now' : 'next'
  }));
}

export function alike(likeness: number, trans: TranslationBundle): string {
  return trans.__('%1 % alike', Math.round(likeness * 100));
}

export function valuesTitle(values: IValues, trans: TranslationBundle): string {
  const count = values.tables.reduce((sum, table) => sum + table.count, 0);
  return values.exact
    ? trans._n('Values of the drawing (one row)', 'Values of the drawing (%1 rows)', count, count)
    : trans._n('Estimated values (one row)', 'Estimated values (%1 rows)', count, count);
}

/** A cell of a table of values, as text; of an estimate the digits that a picture can tell. */
export function cell(value: string | number | boolean | null, exact: boolean): string {
  if (typeof value !== 'number') {
    return value === null ? '–' : String(value);
  }
  return value.toLocaleString(undefined, { useGrouping: false, maximumSignificantDigits: exact ? 12 : 4 });
}

/** What a column holds: its name stands where its values do. */
export function kindOf(table: ITable, column: number): string {
  return typeof table.rows[0]?.[column];
}

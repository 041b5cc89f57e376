import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { ReactElement } from 'react';
import type { ITurn } from '../conversation';
import { addressOf } from '../dropzone/picture';
import type { ITable, IValues } from '../protocol';
import { useSurroundings } from './context';
import { alike, cell, kindOf, stations, titleOf, valuesTitle } from './drop-words';

/** Where the question about a picture is: reading, drawing, comparing. */
export function Stations(props: { turn: ITurn }): ReactElement {
  const { trans } = useSurroundings();
  return (
    <ol className="jp-VisCode-stations" aria-hidden="true">
      {stations(props.turn, trans).map(({ label, state }) => (
        <li key={label} data-state={state}>
          {label}
        </li>
      ))}
    </ol>
  );
}

/** The picture that was given beside the chart that was drawn after it; a click shows both large. */
export function Beside(props: { turn: ITurn; drawn: string; likeness: number }): ReactElement {
  const { trans } = useSurroundings();
  const { turn, drawn, likeness } = props;
  const pictures = sides(turn, drawn, trans);
  const said = alike(likeness, trans);
  return (
    <div className="jp-VisCode-compared">
      <div className="jp-VisCode-beside">
        {pictures.map(({ label, address }) => (
          <figure key={label}>
            <button
              title={trans.__('Show both large')}
              onClick={() => void enlarge(pictures, `${said} · ${turn.reading}`, trans)}
            >
              <img src={address} alt={label} draggable={false} />
            </button>
            <figcaption>{label}</figcaption>
          </figure>
        ))}
      </div>
      <div
        className="jp-VisCode-alike"
        title={trans.__('How alike the two pictures are, by texts, layout, colours and marks')}
      >
        <span className="jp-VisCode-alike-bar" aria-hidden="true">
          <span
            style={{ width: `${Math.round(likeness * 100)}%` }}
            data-level={likeness >= 0.75 ? 'high' : likeness >= 0.5 ? 'middle' : 'low'}
          />
        </span>
        <span>{said}</span>
      </div>
    </div>
  );
}

/** The values that were read, folded. All of them are text. */
export function Values(props: { values: IValues }): ReactElement {
  const { trans } = useSurroundings();
  return (
    <details className="jp-VisCode-values">
      <summary>{valuesTitle(props.values, trans)}</summary>
      <div tabIndex={0} role="group" aria-label={valuesTitle(props.values, trans)}>
        {props.values.tables.map((table, index) => (
          <Table key={index} table={table} exact={props.values.exact} />
        ))}
      </div>
    </details>
  );
}

function Table(props: { table: ITable; exact: boolean }): ReactElement {
  const { trans } = useSurroundings();
  const { table, exact } = props;
  const more = table.count - table.rows.length;
  return (
    <table>
      {table.title && <caption>{table.title}</caption>}
      <thead>
        <tr>
          {table.columns.map((name, index) => (
            <th key={index} scope="col" data-kind={kindOf(table, index)}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          <tr key={index}>
            {row.map((value, column) => (
              <td key={column} data-kind={typeof value}>
                {cell(value, exact)}
              </td>
            ))}
          </tr>
        ))}
        {more > 0 && (
          <tr>
            <td colSpan={table.columns.length} className="jp-VisCode-quiet">
              {trans._n('and one more', 'and %1 more', more, more)}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface ISide {
  label: string;
  address: string;
}

function sides(turn: ITurn, drawn: string, trans: TranslationBundle): ISide[] {
  const given = turn.picture === undefined ? '' : addressOf(turn.picture, turn.page);
  const title = turn.picture === undefined ? '' : titleOf(turn.picture, trans);
  return [
    { label: trans.__('Given: %1', title), address: given },
    { label: trans.__('Drawn again'), address: `data:image/png;base64,${drawn}` }
  ].filter(side => side.address !== '');
}

async function enlarge(pictures: readonly ISide[], title: string, trans: TranslationBundle): Promise<void> {
  const node = document.createElement('div');
  const row = document.createElement('div');
  node.append(row);
  for (const { label, address } of pictures) {
    const figure = document.createElement('figure');
    const image = document.createElement('img');
    const caption = document.createElement('figcaption');
    image.src = address;
    image.alt = label;
    caption.textContent = label;
    figure.append(image, caption);
    row.append(figure);
  }
  const body = new Widget({ node });
  body.addClass('jp-VisCode-large');
  await showDialog({ title, body, buttons: [Dialog.okButton({ label: trans.__('Close') })] });
}

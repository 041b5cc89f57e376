import type { ReactElement } from 'react';
import type { IFrame } from '../protocol';
import { useSurroundings } from './context';

/** The kernel's frames: name and shape, the columns on expanding; a click on the name puts it into the prompt. */
export function Frames(props: { frames: readonly IFrame[]; onName: (name: string) => void }): ReactElement {
  const { trans } = useSurroundings();
  return (
    <details className="jp-VisCode-frames" open>
      <summary>{trans.__('Frames (%1)', props.frames.length)}</summary>
      {props.frames.length === 0 && (
        <p className="jp-VisCode-quiet">{trans.__('No DataFrame yet: run the cell that makes one.')}</p>
      )}
      <ul>
        {props.frames.map(frame => (
          <li key={frame.name}>
            <Frame frame={frame} onName={props.onName} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Frame(props: { frame: IFrame; onName: (name: string) => void }): ReactElement {
  const { trans } = useSurroundings();
  const { frame } = props;
  const rows = frame.rows === null ? '?' : frame.rows.toLocaleString();
  const more = frame.width - frame.columns.length;
  return (
    <div className="jp-VisCode-frame">
      <details>
        <summary>
          <span className="jp-VisCode-name">{frame.name}</span>{' '}
          <span className="jp-VisCode-quiet">
            {rows} × {frame.width} · {frame.library}
          </span>
        </summary>
        <table>
          <tbody>
            {frame.columns.map((column, index) => (
              <tr key={index}>
                <td title={column.name}>{column.name}</td>
                <td className="jp-VisCode-quiet">{column.kind}</td>
                <td className="jp-VisCode-quiet">{column.dtype}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {more > 0 && (
          <p className="jp-VisCode-quiet">{trans._n('and one more', 'and %1 more', more, more)}</p>
        )}
      </details>
      <button
        className="jp-VisCode-plain"
        title={trans.__('Ask about %1', frame.name)}
        aria-label={trans.__('Ask about %1', frame.name)}
        onClick={() => props.onName(frame.name)}
      >
        @
      </button>
    </div>
  );
}

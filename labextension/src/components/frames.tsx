import type { ReactElement } from 'react';
import type { NotebookChat } from '../chat';
import type { IFrame } from '../protocol';
import { useSurroundings } from './context';

/** The kernel's frames: name and shape, the columns on expanding; a click on the name puts it into the prompt. */
export function Frames(props: { chat: NotebookChat; onName: (name: string) => void }): ReactElement {
  const { trans } = useSurroundings();
  const { chat } = props;
  const { frames } = chat;
  return (
    <details className="jp-VisCode-frames" open>
      <summary>{trans.__('Frames (%1)', frames.length)}</summary>
      {frames.length === 0 && (
        <p className="jp-VisCode-quiet">{trans.__('No DataFrame yet: run the cell that makes one.')}</p>
      )}
      <ul>
        {frames.map(frame => (
          <li key={frame.name}>
            <Frame chat={chat} frame={frame} onName={props.onName} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Frame(props: { chat: NotebookChat; frame: IFrame; onName: (name: string) => void }): ReactElement {
  const { trans } = useSurroundings();
  const { chat, frame } = props;
  const columns = chat.columns.get(frame.name);
  const rows = frame.rows === null ? '?' : frame.rows.toLocaleString();
  const more = columns === undefined ? 0 : frame.width - columns.length;
  const look = (isOpen: boolean): void => {
    if (isOpen) {
      chat.follow(frame.name);
    } else {
      chat.unfollow(frame.name);
    }
  };
  return (
    <div className="jp-VisCode-frame">
      <details onToggle={event => look(event.currentTarget.open)}>
        <summary>
          <span className="jp-VisCode-name">{frame.name}</span>{' '}
          <span className="jp-VisCode-quiet">
            {rows} × {frame.width} · {frame.library}
          </span>
        </summary>
        <table>
          <tbody>
            {columns?.map((column, index) => (
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

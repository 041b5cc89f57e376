import { closeIcon, imageIcon } from '@jupyterlab/ui-components';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { NotebookChat } from '../chat';
import { type IPicture, NotTaken, prepare } from '../dropzone/picture';
import { ACCEPTED, said } from '../dropzone/plan';
import { listen } from '../dropzone/target';
import { useSurroundings } from './context';
import { objection, titleOf } from './drop-words';

interface IDropProps {
  chat: NotebookChat;
  /** Something to tell; empty when all is well. */
  onNotice: (said: string) => void;
  /** A picture waits to be sent. */
  onTaken: () => void;
}

/** Takes a chart picture for the next question: dropped or pasted anywhere in the sidebar, or chosen here. */
export function Drop(props: IDropProps): ReactElement {
  const { trans } = useSurroundings();
  const { chat } = props;
  const node = useRef<HTMLDivElement>(null);
  const [hovers, setHovers] = useState(false);
  const [busy, setBusy] = useState(false);

  const take = async (blob: Blob, name: string): Promise<void> => {
    props.onNotice('');
    setBusy(true);
    try {
      chat.picture = await prepare(blob, name);
      props.onTaken();
    } catch (error) {
      props.onNotice(objection(error instanceof NotTaken ? error.because : 'damaged', trans));
    } finally {
      setBusy(false);
    }
  };
  const nothing = (): void => props.onNotice(objection('nothing', trans));
  const taker = useRef({ take, nothing });
  taker.current = { take, nothing };
  useEffect(() => {
    const sidebar = node.current?.closest<HTMLElement>('.jp-VisCode');
    return sidebar
      ? listen(sidebar, {
          onHover: setHovers,
          onPicture: (blob, name) => void taker.current.take(blob, name),
          onNothing: () => taker.current.nothing()
        })
      : undefined;
  }, []);

  return (
    <div className="jp-VisCode-drop" ref={node}>
      {hovers && (
        <div className="jp-VisCode-over" aria-hidden="true">
          <imageIcon.react tag="span" />
          <span>{trans.__('Drop the chart picture to draw it again')}</span>
        </div>
      )}
      {chat.picture !== null ? (
        <Given picture={chat.picture} chat={chat} />
      ) : (
        <Chooser busy={busy} onFile={file => void take(file, file.name)} />
      )}
    </div>
  );
}

function Chooser(props: { busy: boolean; onFile: (file: File) => void }): ReactElement {
  const { trans } = useSurroundings();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        className="jp-VisCode-choose"
        disabled={props.busy}
        title={trans.__('PNG, JPEG, WebP, GIF, SVG or the first page of a PDF')}
        aria-label={trans.__('Drop or paste a chart picture, or choose one')}
        onClick={() => input.current?.click()}
      >
        <imageIcon.react tag="span" />
        <span aria-live="polite">
          {props.busy ? trans.__('Opening the picture …') : trans.__('Drop or paste a chart picture')}
        </span>
      </button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        hidden
        aria-label={trans.__('Chart picture')}
        onChange={event => {
          const file = event.target.files?.[0];
          event.target.value = ''; // the same file can be chosen again
          if (file !== undefined) {
            props.onFile(file);
          }
        }}
      />
    </>
  );
}

/** The picture that waits to be sent, and what its chart is drawn of. */
function Given(props: { picture: IPicture; chat: NotebookChat }): ReactElement {
  const { trans } = useSurroundings();
  const { picture, chat } = props;
  const title = titleOf(picture, trans);
  return (
    <div className="jp-VisCode-given" role="group" aria-label={trans.__('Picture for the next question')}>
      <Thumbnail picture={picture} />
      <div className="jp-VisCode-given-about">
        <span className="jp-VisCode-given-name" title={title}>
          {title}
        </span>
        <span className="jp-VisCode-quiet">{measures(picture)}</span>
      </div>
      <button
        className="jp-VisCode-plain"
        title={trans.__('Remove the picture')}
        aria-label={trans.__('Remove the picture')}
        onClick={() => (chat.picture = null)}
      >
        <closeIcon.react tag="span" />
      </button>
      <label>
        <span>{trans.__('Draw it with')}</span>
        <select value={chat.frame} onChange={event => (chat.frame = event.target.value)}>
          <option value="">{trans.__('its own values')}</option>
          {chat.frames.map(frame => (
            <option key={frame.name} value={frame.name}>
              {frame.name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** A small view of a picture; a page has none before the kernel has read it. */
export function Thumbnail(props: { picture: IPicture; page?: string }): ReactElement {
  const { picture, page = '' } = props;
  const address = page === '' ? picture.url : `data:image/png;base64,${page}`;
  return (
    <span className="jp-VisCode-thumbnail">
      {address === '' ? <span aria-hidden="true">PDF</span> : <img src={address} alt="" draggable={false} />}
    </span>
  );
}

function measures(picture: IPicture): string {
  const pixels = (size: { width: number; height: number }): string => `${size.width} × ${size.height}`;
  const parts = [
    picture.before !== null && picture.size !== null
      ? `${pixels(picture.before)} → ${pixels(picture.size)}`
      : picture.size !== null
        ? pixels(picture.size)
        : '',
    said(picture.data.byteLength)
  ];
  return parts.filter(Boolean).join(' · ');
}

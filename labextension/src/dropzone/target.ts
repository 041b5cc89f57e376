/** Listens on a part of the page for pictures that are dragged over it, dropped on it or pasted into it. */
import { pictureIn } from './picture';
import { isText } from './plan';

export interface ITaker {
  /** A picture is held over the part, or no longer. */
  onHover: (hovers: boolean) => void;
  onPicture: (blob: Blob, name: string) => void;
  /** What was dropped holds no picture. */
  onNothing: () => void;
}

/** Begin to listen; returns what ends it. */
export function listen(node: HTMLElement, taker: ITaker): () => void {
  const ending = new AbortController();
  // In the capture phase: what is inside has listeners of its own, and a notebook around it would take a paste for cells.
  const options = { capture: true, signal: ending.signal };
  const claim = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  const hold = (event: DragEvent): void => {
    const transfer = event.dataTransfer;
    if (transfer !== null && mayHold(transfer)) {
      claim(event);
      transfer.dropEffect = 'copy';
      taker.onHover(true);
    }
  };
  node.addEventListener('dragenter', hold, options);
  node.addEventListener('dragover', hold, options);
  node.addEventListener(
    'dragleave',
    event => {
      if (!(event.relatedTarget instanceof Node && node.contains(event.relatedTarget))) {
        taker.onHover(false);
      }
    },
    options
  );
  node.addEventListener(
    'drop',
    event => {
      taker.onHover(false);
      const transfer = event.dataTransfer;
      if (transfer === null || !mayHold(transfer)) {
        return;
      }
      claim(event);
      const found = pictureIn(transfer);
      if (found === null) {
        taker.onNothing();
      } else {
        taker.onPicture(found.blob, found.name);
      }
    },
    options
  );
  node.addEventListener(
    'paste',
    event => {
      const { clipboardData: data, target } = event;
      if (data === null) {
        return;
      }
      const intoText = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
      const found = pictureIn(data);
      if (found === null || isText(data.getData('text/plain') !== '', intoText)) {
        event.stopPropagation();
        return;
      }
      claim(event);
      taker.onPicture(found.blob, found.name);
    },
    options
  );
  return () => ending.abort();
}

/** Whether a picture may be among what is dragged; what it is can be seen only when it is dropped. */
function mayHold(transfer: DataTransfer): boolean {
  return transfer.types.includes('Files') || transfer.types.includes('text/uri-list');
}

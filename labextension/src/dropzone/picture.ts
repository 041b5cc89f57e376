/** A picture that was dropped, pasted or chosen: a Blob goes in; bytes that can be sent come out, or why they cannot. */
import { carried, isRaster, kindOf, type Objection, plan, smaller } from './plan';

export interface IPicture {
  readonly name: string;
  readonly mime: string;
  readonly data: ArrayBuffer;
  /** Of the bytes, for an `img`; empty for a page, which no `img` shows. */
  readonly url: string;
  /** Pixels; null where they are not known. */
  readonly size: { width: number; height: number } | null;
  /** The size before it was made smaller; null when it was not. */
  readonly before: { width: number; height: number } | null;
}

/** Why a picture is not taken. */
export class NotTaken extends Error {
  constructor(readonly because: Objection) {
    super(because);
  }
}

/** Make a picture ready to be sent; raises NotTaken. */
export async function prepare(blob: Blob, name: string): Promise<IPicture> {
  const kind = kindOf(blob.type, name);
  if (kind === null) {
    throw new NotTaken('kind');
  }
  const bitmap = isRaster(kind) && blob.size > 0 ? await unpack(blob) : null;
  try {
    const size = bitmap === null ? null : { width: bitmap.width, height: bitmap.height };
    const wanted = plan(kind, blob.size, size);
    if (wanted.act === 'refuse') {
      throw new NotTaken(wanted.because);
    }
    if (wanted.act === 'send' || bitmap === null) {
      return await ready(new Blob([blob], { type: kind }), name, size, null);
    }
    const { packed, size: now } = await repack(bitmap, wanted);
    return await ready(packed, name, now, size);
  } finally {
    bitmap?.close();
  }
}

/** Forget what the browser keeps for an `img`. */
export function release(picture: IPicture): void {
  if (picture.url !== '') {
    URL.revokeObjectURL(picture.url);
  }
}

/** What an `img` shows of a turn's picture: a page comes from the kernel. */
export function addressOf(picture: IPicture, page: string): string {
  return page === '' ? picture.url : `data:image/png;base64,${page}`;
}

/** The picture in what was dropped or pasted; null when there is none. Nothing is fetched for it. */
export function pictureIn(transfer: DataTransfer): { blob: Blob; name: string } | null {
  const files = [...transfer.files];
  const file = files.find(it => kindOf(it.type, it.name) !== null) ?? files[0];
  if (file !== undefined) {
    return { blob: file, name: file.name };
  }
  const markup = new DOMParser().parseFromString(transfer.getData('text/html'), 'text/html');
  const images = [...markup.querySelectorAll('img')].map(image => image.getAttribute('src') ?? '');
  const found = carried([...images, ...transfer.getData('text/uri-list').split('\n')]);
  if (found !== null) {
    return { blob: decoded(found.kind, found.base64, found.body), name: '' };
  }
  const text = transfer.getData('text/plain').trim();
  return /^<svg[\s>][^]*<\/svg>$/.test(text)
    ? { blob: new Blob([text], { type: 'image/svg+xml' }), name: '' }
    : null;
}

function decoded(kind: string, base64: boolean, body: string): Blob {
  const text = decodeURIComponent(body);
  return new Blob([base64 ? Uint8Array.from(atob(text), letter => letter.charCodeAt(0)) : text], {
    type: kind
  });
}

/** Its pixels; null for what the browser cannot unpack: the kernel finds the words for that. */
async function unpack(blob: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(blob);
  } catch {
    return null;
  }
}

async function repack(
  bitmap: ImageBitmap,
  first: { width: number; height: number }
): Promise<{ packed: Blob; size: { width: number; height: number } }> {
  let size: { width: number; height: number } | null = { width: first.width, height: first.height };
  for (;;) {
    const packed = await drawn(bitmap, size.width, size.height);
    const next = smaller(size, packed.size);
    if (next === null) {
      return { packed, size };
    }
    size = next;
  }
}

function drawn(bitmap: ImageBitmap, width: number, height: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob === null ? reject(new NotTaken('large')) : resolve(blob)), 'image/png')
  );
}

async function ready(
  blob: Blob,
  name: string,
  size: IPicture['size'],
  before: IPicture['before']
): Promise<IPicture> {
  const url = blob.type === 'application/pdf' ? '' : URL.createObjectURL(blob);
  return { name, mime: blob.type, data: await blob.arrayBuffer(), url, size, before };
}

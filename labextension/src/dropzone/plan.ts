/** What becomes of a picture before it is sent; pure, so that it can be tested without a browser. */

export const KINDS = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/svg+xml',
  'application/pdf'
] as const;
export type Kind = (typeof KINDS)[number];

/** For a file button: types and endings, as systems differ in what they know. */
export const ACCEPTED = [...KINDS, '.png', '.jpg', '.jpeg', '.webp', '.gif', '.svg', '.pdf'].join(',');

/** Pixels of the longer side: more is read no better, and takes far longer. */
export const LONGEST_SIDE = 2000;
/** Bytes that are sent; a message of 10 MiB ends the connection without a word. */
export const MOST_BYTES = 8_000_000;
/** Bytes of a file that is worth opening here. */
export const MOST_OPENED = 200_000_000;

export type Objection = 'kind' | 'large' | 'empty';

export type Plan =
  { act: 'send' } | { act: 'scale'; width: number; height: number } | { act: 'refuse'; because: Objection };

const ENDINGS: Record<string, Kind> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  pdf: 'application/pdf'
};

/** The kind of a picture by its type, else by its name's ending; null for what no picture is. */
export function kindOf(mime: string, name: string): Kind | null {
  const plain = mime.toLowerCase().split(';', 1)[0]?.trim();
  const known = KINDS.find(kind => kind === (plain === 'image/jpg' ? 'image/jpeg' : plain));
  if (known !== undefined) {
    return known;
  }
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return plain === '' || plain === 'application/octet-stream' ? (ENDINGS[ending] ?? null) : null;
}

/** Whether a browser can unpack and repack it; vectors and pages are sent as they are. */
export function isRaster(kind: Kind): boolean {
  return kind !== 'image/svg+xml' && kind !== 'application/pdf';
}

/** What to do with a picture; `size` is null where it is not known. */
export function plan(kind: Kind, bytes: number, size: { width: number; height: number } | null): Plan {
  if (bytes === 0) {
    return { act: 'refuse', because: 'empty' };
  }
  if (size === null || !isRaster(kind)) {
    return bytes <= MOST_BYTES ? { act: 'send' } : { act: 'refuse', because: 'large' };
  }
  const longer = Math.max(size.width, size.height);
  if (longer > LONGEST_SIDE) {
    return { act: 'scale', ...scaled(size, LONGEST_SIDE / longer) };
  }
  return bytes <= MOST_BYTES ? { act: 'send' } : { act: 'scale', ...size };
}

/** The next smaller size for a picture that came out too large; null when it fits. */
export function smaller(
  size: { width: number; height: number },
  bytes: number
): { width: number; height: number } | null {
  return bytes <= MOST_BYTES ? null : scaled(size, Math.min(0.8, Math.sqrt(MOST_BYTES / bytes) * 0.95));
}

function scaled(size: { width: number; height: number }, share: number): { width: number; height: number } {
  return {
    width: Math.max(1, Math.round(size.width * share)),
    height: Math.max(1, Math.round(size.height * share))
  };
}

/**
 * Whether what is pasted is meant as text: a spreadsheet puts a picture of its cells beside them, and who writes a
 * prompt wants the cells.
 */
export function isText(hasText: boolean, intoText: boolean): boolean {
  return hasText && intoText;
}

/** The address of the first picture in dragged markup that carries its own bytes; null when there is none. */
export function carried(addresses: readonly string[]): { kind: Kind; base64: boolean; body: string } | null {
  for (const address of addresses) {
    const found = /^data:([^;,]*)((?:;[^;,]*)*),/i.exec(address.trim());
    const kind = found === null ? null : kindOf(found[1] ?? '', '');
    if (found !== null && kind !== null) {
      return {
        kind,
        base64: /;base64/i.test(found[2] ?? ''),
        body: address.trim().slice(found[0].length)
      };
    }
  }
  return null;
}

/** Bytes as people say them. */
export function said(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

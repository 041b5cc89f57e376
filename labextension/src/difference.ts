/** Two programs go in, the lines that stay, go and come go out; pure, so that it can be tested without a browser. */

export type LineKind = 'same' | 'removed' | 'added';

export interface ILine {
  readonly kind: LineKind;
  /** Its index in the program that it is of: the new one, for what was removed the old one. */
  readonly index: number;
  readonly text: string;
}

/** Lines in a row that are shown, or unchanged ones that may be folded. */
export interface IStretch {
  readonly folded: boolean;
  readonly lines: readonly ILine[];
}

/** Beyond this many pairs of lines the programs are shown one after the other: comparing them would stall the page. */
const MOST_PAIRS = 4_000_000;
const SHOWN_AROUND = 3;
/** Fewer unchanged lines are shown: a fold would take as much room. */
const LEAST_FOLDED = 3;

export function compare(before: string, after: string): ILine[] {
  const old = linesOf(before);
  const young = linesOf(after);
  let head = 0;
  while (head < old.length && head < young.length && old[head] === young[head]) {
    head++;
  }
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < young.length - head &&
    old[old.length - 1 - tail] === young[young.length - 1 - tail]
  ) {
    tail++;
  }
  const lines: ILine[] = [];
  const same = (index: number): void => void lines.push({ kind: 'same', index, text: young[index] ?? '' });
  for (let index = 0; index < head; index++) {
    same(index);
  }
  lines.push(...middle(old.slice(head, old.length - tail), young.slice(head, young.length - tail), head));
  for (let index = young.length - tail; index < young.length; index++) {
    same(index);
  }
  return lines;
}

/** The same lines with long unchanged stretches apart. */
export function fold(lines: readonly ILine[]): IStretch[] {
  const near = (index: number): boolean =>
    lines
      .slice(Math.max(0, index - SHOWN_AROUND), index + SHOWN_AROUND + 1)
      .some(line => line.kind !== 'same');
  const stretches: { folded: boolean; lines: ILine[] }[] = [];
  lines.forEach((line, index) => {
    const folded = !near(index);
    const last = stretches[stretches.length - 1];
    if (last?.folded === folded) {
      last.lines.push(line);
    } else {
      stretches.push({ folded, lines: [line] });
    }
  });
  return stretches.map(it => ({ ...it, folded: it.folded && it.lines.length >= LEAST_FOLDED }));
}

export function count(lines: readonly ILine[], kind: LineKind): number {
  return lines.filter(line => line.kind === kind).length;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** By the longest common subsequence; what goes stands before what comes. */
function middle(old: readonly string[], young: readonly string[], offset: number): ILine[] {
  const removed = (index: number): ILine => ({
    kind: 'removed',
    index: offset + index,
    text: old[index] ?? ''
  });
  const added = (index: number): ILine => ({
    kind: 'added',
    index: offset + index,
    text: young[index] ?? ''
  });
  if (old.length * young.length > MOST_PAIRS) {
    return [...old.map((_, index) => removed(index)), ...young.map((_, index) => added(index))];
  }
  const width = young.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = young.length - 1; column >= 0; column--) {
      common[row * width + column] =
        old[row] === young[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: ILine[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < young.length) {
    if (row < old.length && column < young.length && old[row] === young[column]) {
      lines.push({ kind: 'same', index: offset + column, text: young[column] ?? '' });
      row++;
      column++;
    } else if (row < old.length && (column === young.length || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(removed(row++));
    } else {
      lines.push(added(column++));
    }
  }
  return lines;
}

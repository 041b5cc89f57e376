/** The words of widgets: no front end but JupyterLab translates them. */
import type { TranslationBundle } from '@jupyterlab/translation';

function filled(text: string, values: readonly (string | number)[]): string {
  return text.replace(/%(\d)/g, (_, number: string) => String(values[Number(number) - 1] ?? ''));
}

/** Says everything as it is written, with the values in place. */
export const plain = {
  __: (text: string, ...values: (string | number)[]) => filled(text, values),
  _n: (one: string, many: string, count: number, ...values: (string | number)[]) =>
    filled(count === 1 ? one : many, values)
} as unknown as TranslationBundle;

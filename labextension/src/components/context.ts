/** What every part of the sidebar needs, handed down once. */
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { createContext, useContext } from 'react';
import type { ITurn } from '../conversation';

export type TurnAction =
  'insert' | 'insert-run' | 'replace' | 'copy' | 'edit' | 'again' | { alternative: number };

export interface ISurroundings {
  trans: TranslationBundle;
  rendermime: IRenderMimeRegistry;
  languages: IEditorLanguageRegistry | null;
  act: (turn: ITurn, action: TurnAction) => void;
}

const Surroundings = createContext<ISurroundings | null>(null);

export const SurroundingsProvider = Surroundings.Provider;

export function useSurroundings(): ISurroundings {
  const found = useContext(Surroundings);
  if (found === null) {
    throw new Error('A part of the VisCode sidebar stands outside of it.');
  }
  return found;
}

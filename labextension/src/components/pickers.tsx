import type { ReactElement } from 'react';
import type { IChoices, IGreeting } from '../protocol';
import type { Locks } from '../locks';
import { useSurroundings } from './context';
import { lock } from './words';

interface IPickersProps {
  greeting: IGreeting | null;
  engines: readonly string[];
  choices: IChoices;
  locks: Locks;
  onChoices: (choices: IChoices) => void;
}

/** Engine, library and language; the first entry of each is what the kernel is configured to. */
export function Pickers(props: IPickersProps): ReactElement {
  const { trans } = useSurroundings();
  const { greeting, choices, locks } = props;
  const named = (name: string): string => (name === 'builtin' ? trans.__('embedded engine') : name);
  const usual = greeting === null ? '' : named(greeting.model);
  const pick = (
    key: keyof IChoices,
    label: string,
    first: string,
    options: readonly string[]
  ): ReactElement => (
    <label>
      <span>{label}</span>
      <select
        value={locks.get(key)?.by === 'lab' ? locks.get(key)?.value : locks.has(key) ? '' : choices[key]}
        disabled={locks.has(key)}
        onChange={event => props.onChoices({ ...choices, [key]: event.target.value })}
      >
        <option value="">{first}</option>
        {options.map(option => (
          <option key={option} value={option}>
            {named(option)}
          </option>
        ))}
      </select>
    </label>
  );
  const engines = [...new Set([...props.engines, choices.model, locks.get('model')?.value].filter(isName))];
  return (
    <div className="jp-VisCode-pickers">
      {pick(
        'model',
        trans.__('Engine'),
        usual ? trans.__('default (%1)', usual) : trans.__('default'),
        engines
      )}
      {pick('library', trans.__('Library'), greeting?.library || trans.__('any'), greeting?.libraries ?? [])}
      {pick(
        'language',
        trans.__('Language'),
        'python',
        (greeting?.languages ?? []).filter(name => name !== 'python')
      )}
      {locks.size > 0 && (
        <ul className="jp-VisCode-locks" aria-label={trans.__('Locked settings')}>
          {[...locks].map(([key, it]) => (
            <li key={key}>{lock(key, it, trans)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isName(name: string | undefined): name is string {
  return name !== undefined && name !== '';
}

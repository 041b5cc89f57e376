import type { ReactElement } from 'react';
import type { IChoices, IGreeting } from '../protocol';
import { useSurroundings } from './context';

interface IPickersProps {
  greeting: IGreeting | null;
  engines: readonly string[];
  choices: IChoices;
  onChoices: (choices: IChoices) => void;
}

/** Engine, library and language; the first entry of each is what the kernel is configured to. */
export function Pickers(props: IPickersProps): ReactElement {
  const { trans } = useSurroundings();
  const { greeting, choices } = props;
  const named = (name: string): string => (name === 'builtin' ? trans.__('embedded engine') : name);
  const engines = [...new Set([...props.engines, choices.model].filter(Boolean))];
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
        value={choices[key]}
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
    </div>
  );
}

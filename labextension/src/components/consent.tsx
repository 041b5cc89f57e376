import { type ReactElement, useState } from 'react';
import type { ITurn } from '../conversation';
import type { IRisk } from '../protocol';
import { useSurroundings } from './context';
import { policy, risk } from './words';

/** What a program does that the user should agree to: each wish with its line of code. */
export function Risks(props: { risks: readonly IRisk[] }): ReactElement | null {
  const { trans } = useSurroundings();
  if (props.risks.length === 0) {
    return null;
  }
  return (
    <ul className="jp-VisCode-risks" aria-label={trans.__('What the code wants to do')}>
      {props.risks.map((it, index) => (
        <li key={index}>
          {risk(it, trans)}
          {it.call && <code>{it.call}</code>}
        </li>
      ))}
    </ul>
  );
}

/** The bar that asks before risky code runs. It runs once, as a cell, when the user says so, and never by itself. */
export function Consent(props: { turn: ITurn }): ReactElement | null {
  const { trans, act } = useSurroundings();
  const [refused, setRefused] = useState(false);
  const { turn } = props;
  const { answer } = turn;
  if (answer === null || answer.question === '') {
    return null;
  }
  if (refused) {
    return (
      <p className="jp-VisCode-quiet" role="status">
        {trans.__('Not run. The code can still be inserted, read and changed.')}
      </p>
    );
  }
  const isOfCell = turn.cell !== undefined;
  return (
    <section className="jp-VisCode-consent" role="alert" aria-label={trans.__('Consent')}>
      <p>
        <strong>{answer.risks.length > 0 ? trans.__('The code wants to:') : answer.question}</strong>
      </p>
      <Risks risks={answer.risks} />
      <p className="jp-VisCode-quiet">
        {trans.__('Policy: %1.', policy(answer.policy, trans))}{' '}
        {isOfCell
          ? trans.__('It runs only if you accept and run it in its cell.')
          : trans.__('It runs only if you run it.')}
      </p>
      {!isOfCell && (
        <div className="jp-VisCode-buttons" role="group" aria-label={trans.__('Consent')}>
          <button
            className="jp-VisCode-button"
            title={trans.__('Put the code into a new cell and run it, this once')}
            onClick={() => act(turn, 'insert-run')}
          >
            {trans.__('Run once')}
          </button>
          <button
            className="jp-VisCode-button"
            title={trans.__('Leave the code unrun')}
            onClick={() => setRefused(true)}
          >
            {trans.__("Don't run")}
          </button>
        </div>
      )}
    </section>
  );
}

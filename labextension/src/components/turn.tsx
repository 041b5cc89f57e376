import { memo, useEffect, useState, type ReactElement } from 'react';
import { type ITurn, visibleCode } from '../conversation';
import type { IAttempt } from '../protocol';
import { Chart } from './chart';
import { Code } from './code';
import { Consent } from './consent';
import { type TurnAction, useSurroundings } from './context';
import { Thumbnail } from './drop';
import { Beside, Stations, Values } from './drop-answer';
import { about, loss, origin, outcome, status, story } from './words';

/** One question and its answer, as it comes about. Everything of a model or of the data is text here. */
export const Turn = memo(function Turn(props: { turn: ITurn }): ReactElement {
  const { trans } = useSurroundings();
  const { turn } = props;
  const { picture } = turn;
  const asked = picture === undefined ? trans.__('Fix the cell') : trans.__('Draw this chart again');
  const said = turn.question.text || asked;
  const code = turn.text ? visibleCode(turn.text) : turn.code;
  return (
    <article className="jp-VisCode-turn" data-state={turn.state} aria-label={said}>
      <header className="jp-VisCode-question">
        {turn.about && <span className="jp-VisCode-quiet">{turn.about}</span>}
        <span>{said}</span>
        {picture !== undefined && <Thumbnail picture={picture} page={turn.page} />}
      </header>
      {turn.frame !== null && isAboutFrame(turn) && (
        <p className="jp-VisCode-quiet" title={turn.frame.reason}>
          {about(turn.frame, trans)}
        </p>
      )}
      {turn.anew && (
        <p className="jp-VisCode-quiet">{trans.__('No change of the last chart, so this is a new one.')}</p>
      )}
      {turn.reading && <p className="jp-VisCode-reading">{turn.reading}</p>}
      {turn.state === 'running' && <Progress turn={turn} />}
      {code && <Code source={code} language={turn.answer?.language ?? 'python'} whole={!turn.text} />}
      <Attempts turn={turn} />
      <Answer turn={turn} />
      {turn.error !== null && (
        <p className="jp-VisCode-error" role="alert">
          {loss(turn.error.message, trans)} {turn.error.hint}
          {turn.error.install && (
            <>
              {trans.__('Type this in a cell:')} <code>{`%${turn.error.install}`}</code>
            </>
          )}
        </p>
      )}
      {turn.state !== 'running' && <Buttons turn={turn} />}
    </article>
  );
});

/** A picture that is drawn with its own values is about no frame. */
function isAboutFrame(turn: ITurn): boolean {
  return turn.picture === undefined || (turn.answer?.likeness === null && turn.code !== '');
}

function Progress(props: { turn: ITurn }): ReactElement {
  const { trans } = useSurroundings();
  const { turn } = props;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - turn.started) / 1000));
  const length = turn.text.length;
  return (
    <>
      {turn.picture !== undefined && <Stations turn={turn} />}
      <p className="jp-VisCode-status">
        <span role="status">{status(turn, trans)}</span>
        {length > 0 && <span> · {trans.__('%1 characters', length)}</span>}
        <span aria-hidden="true"> · {trans.__('%1 s', seconds)}</span>
      </p>
    </>
  );
}

function Attempts(props: { turn: ITurn }): ReactElement | null {
  const { trans } = useSurroundings();
  const { attempts } = props.turn;
  if (attempts.length < 2 && attempts.every(attempt => attempt.good)) {
    return null;
  }
  const told = story(props.turn, trans);
  return (
    <details className="jp-VisCode-attempts">
      <summary>
        {trans._n('One attempt', '%1 attempts', attempts.length, attempts.length)}
        {told !== props.turn.answer?.message && `: ${told}`}
      </summary>
      {attempts.map(attempt => (
        <Attempt key={attempt.index} attempt={attempt} />
      ))}
    </details>
  );
}

function Attempt(props: { attempt: IAttempt }): ReactElement {
  const { trans } = useSurroundings();
  const { attempt } = props;
  return (
    <details className="jp-VisCode-attempt">
      <summary>
        {attempt.index + 1}. {origin(attempt, trans)}: {outcome(attempt, trans)}
      </summary>
      {attempt.notes.map((note, index) => (
        <p key={index} className="jp-VisCode-quiet">
          {note}
        </p>
      ))}
      <Code source={attempt.code} language="python" whole />
      {attempt.error?.traceback && <pre className="jp-VisCode-traceback">{attempt.error.traceback}</pre>}
    </details>
  );
}

function Answer(props: { turn: ITurn }): ReactElement | null {
  const { trans } = useSurroundings();
  const { answer, reading, question } = props.turn;
  if (answer === null) {
    return null;
  }
  const label = trans.__('Chart: %1', reading || question.text);
  const drawn = answer.pictures.map(bundle => bundle['image/png']).find(png => typeof png === 'string');
  const compared = answer.likeness !== null && typeof drawn === 'string';
  return (
    <>
      {answer.message && answer.message !== answer.question && <p role="status">{answer.message}</p>}
      {answer.notes.map((note, index) => (
        <p key={index} className="jp-VisCode-quiet">
          {note}
        </p>
      ))}
      {compared ? (
        <Beside turn={props.turn} drawn={drawn} likeness={answer.likeness ?? 0} />
      ) : (
        answer.pictures.map((bundle, index) => <Chart key={index} bundle={bundle} label={label} />)
      )}
      {answer.values && <Values values={answer.values} />}
      {answer.too_large && (
        <p className="jp-VisCode-quiet">
          {trans.__('The chart is too large for the sidebar; insert the code to see it.')}
        </p>
      )}
      <Consent turn={props.turn} />
      <p className="jp-VisCode-quiet">
        {answer.engine} · {trans.__('%1 s', answer.seconds.toFixed(1))}
      </p>
    </>
  );
}

function Buttons(props: { turn: ITurn }): ReactElement {
  const { trans, act } = useSurroundings();
  const { turn } = props;
  const button = (action: TurnAction, label: string, hint: string): ReactElement => (
    <button key={label} className="jp-VisCode-button" title={hint} onClick={() => act(turn, action)}>
      {label}
    </button>
  );
  const hasCode = turn.answer !== null && turn.code !== '';
  const isFix = turn.question.type === 'fix';
  return (
    <div className="jp-VisCode-buttons" role="group" aria-label={trans.__('What to do with this answer')}>
      {hasCode &&
        turn.cell !== undefined &&
        button(
          'replace',
          trans.__('Replace cell'),
          trans.__('Show the change in its cell, to accept or reject it')
        )}
      {hasCode &&
        button(
          'insert',
          trans.__('Insert below'),
          trans.__('Put the code into a new cell below the active one')
        )}
      {hasCode &&
        !isFix &&
        turn.answer.question === '' &&
        button('insert-run', trans.__('Insert and run'), trans.__('Put it there and run the cell'))}
      {hasCode &&
        turn.cell === undefined &&
        button(
          'replace',
          trans.__('Replace cell'),
          trans.__('Show the change of the active cell, to accept or reject it')
        )}
      {hasCode && button('copy', trans.__('Copy'), trans.__('Copy the code'))}
      {hasCode &&
        !isFix &&
        button('edit', trans.__('Edit'), trans.__('Let the next question change this chart'))}
      {button('again', trans.__('Try again'), trans.__('Ask for another answer'))}
      {turn.answer !== null && turn.answer.alternatives.length > 0 && (
        <details className="jp-VisCode-alternatives">
          <summary>{trans.__('Other readings (%1)', turn.answer.alternatives.length)}</summary>
          {turn.answer.alternatives.map((text, index) =>
            button({ alternative: index }, text, trans.__('Draw this reading'))
          )}
        </details>
      )}
    </div>
  );
}

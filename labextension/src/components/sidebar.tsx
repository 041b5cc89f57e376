import { Clipboard, ReactWidget } from '@jupyterlab/apputils';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type ReactElement
} from 'react';
import { insertBelow } from '../cells';
import type { NotebookChat } from '../chat';
import type { ITurn } from '../conversation';
import type { Desk } from '../desk';
import { sparkIcon } from '../icons';
import { type ISurroundings, SurroundingsProvider, type TurnAction, useSurroundings } from './context';
import { Drop } from './drop';
import { Frames } from './frames';
import { Pickers } from './pickers';
import { Prompt } from './prompt';
import { Turn } from './turn';
import { connection, refusal, remedy } from './words';

/** The sidebar: a view of the desk. */
export class Sidebar extends ReactWidget {
  constructor(
    private readonly _desk: Desk,
    private readonly _trans: TranslationBundle,
    private readonly _rendermime: IRenderMimeRegistry,
    private readonly _languages: IEditorLanguageRegistry | null
  ) {
    super();
    this.id = 'jp-viscode';
    this.addClass('jp-VisCode');
    this.title.icon = sparkIcon;
    this.title.caption = _trans.__('VisCode: ask for charts');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _trans.__('VisCode'));
  }

  protected override render(): ReactElement {
    return (
      <Panel
        desk={this._desk}
        trans={this._trans}
        rendermime={this._rendermime}
        languages={this._languages}
      />
    );
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._desk.isVisible = true;
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._desk.isVisible = false;
  }
}

interface IPanelProps {
  desk: Desk;
  trans: TranslationBundle;
  rendermime: IRenderMimeRegistry;
  languages: IEditorLanguageRegistry | null;
}

function Panel(props: IPanelProps): ReactElement {
  const { desk, trans } = props;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    desk.changed.connect(redraw);
    return () => void desk.changed.disconnect(redraw);
  }, [desk]);
  const act = useCallback(
    (turn: ITurn, action: TurnAction) => void perform(desk, trans, turn, action),
    [desk, trans]
  );
  const surroundings = useMemo<ISurroundings>(
    () => ({ trans, rendermime: props.rendermime, languages: props.languages, act }),
    [trans, props.rendermime, props.languages, act]
  );
  const chat = desk.current;
  return (
    <SurroundingsProvider value={surroundings}>
      {chat === null ? (
        <p className="jp-VisCode-empty">{trans.__('Open a notebook to ask for charts of its data.')}</p>
      ) : (
        <Chat key={chat.panel.id} desk={desk} chat={chat} />
      )}
    </SurroundingsProvider>
  );
}

function Chat(props: { desk: Desk; chat: NotebookChat }): ReactElement {
  const { trans } = useSurroundings();
  const { desk, chat } = props;
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const focus = (): void => box.current?.focus();
    desk.focused.connect(focus);
    return () => void desk.focused.disconnect(focus);
  }, [desk]);
  const send = (): void => {
    if (desk.send(text)) {
      setText('');
    }
  };
  const name = (frame: string): void => {
    setText(before => `${before}${before === '' || before.endsWith(' ') ? '' : ' '}@${frame} `);
    box.current?.focus();
  };
  return (
    <>
      <Header chat={chat} />
      <Trouble chat={chat} />
      <Frames chat={chat} onName={name} />
      <Turns turns={chat.turns} />
      {desk.notice && (
        <p className="jp-VisCode-error" role="alert">
          {desk.notice}
        </p>
      )}
      <Drop
        chat={chat}
        onNotice={said => (desk.notice = said)}
        onTaken={() => {
          chat.warm();
          box.current?.focus();
        }}
      />
      {chat.subject !== null && chat.picture === null && (
        <p className="jp-VisCode-subject">
          <span title={chat.subject.label}>{trans.__('Changes: %1', chat.subject.label)}</span>
          <button className="jp-VisCode-plain" onClick={() => (chat.subject = null)}>
            {trans.__('New chart')}
          </button>
        </p>
      )}
      <Prompt
        text={text}
        onText={setText}
        box={box}
        frames={chat.frames.map(frame => frame.name)}
        history={desk.history}
        enabled={chat.connection.state === 'ready'}
        running={chat.running !== undefined}
        picture={chat.picture !== null}
        onSend={send}
        onStop={() => chat.stop()}
        onLeave={() => chat.panel.content.activate()}
        onFocus={() => chat.warm()}
      />
      <Pickers
        greeting={chat.connection.greeting}
        engines={chat.engines}
        choices={desk.choices}
        locks={desk.locksOf(chat)}
        onChoices={choices => (desk.choices = choices)}
      />
    </>
  );
}

function Header(props: { chat: NotebookChat }): ReactElement {
  const { trans } = useSurroundings();
  const { panel, connection: line } = props.chat;
  return (
    <header className="jp-VisCode-header">
      <h2 title={panel.context.path}>{panel.title.label}</h2>
      <span className="jp-VisCode-kernel" data-state={line.state}>
        {line.kernelName || trans.__('no kernel')}
      </span>
    </header>
  );
}

function Trouble(props: { chat: NotebookChat }): ReactElement | null {
  const { trans } = useSurroundings();
  const line = props.chat.connection;
  const said = connection(line, trans);
  if (said === '') {
    return null;
  }
  const typed = remedy(line);
  const again = ['missing', 'outdated', 'failed'].includes(line.state);
  return (
    <div className="jp-VisCode-trouble" role="status">
      <p>{said}</p>
      {typed && <code>{typed}</code>}
      {again && (
        <button className="jp-VisCode-button" onClick={() => line.connect()}>
          {trans.__('Check again')}
        </button>
      )}
    </div>
  );
}

/** The conversation; it stays at its end while the user has not scrolled away from it. */
function Turns(props: { turns: readonly ITurn[] }): ReactElement {
  const { trans } = useSurroundings();
  const node = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const count = useRef(0);
  useLayoutEffect(() => {
    const element = node.current;
    follows.current ||= props.turns.length > count.current;
    count.current = props.turns.length;
    if (element !== null && follows.current) {
      element.scrollTop = element.scrollHeight;
    }
  }, [props.turns]);
  useEffect(() => {
    // A chart takes its place after it was put there.
    const element = node.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) {
      return;
    }
    const observer = new ResizeObserver(() => {
      if (follows.current) {
        element.scrollTop = element.scrollHeight;
      }
    });
    observer.observe(inner);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      className="jp-VisCode-turns"
      ref={node}
      tabIndex={0}
      role="log"
      aria-label={trans.__('Conversation')}
      onScroll={event => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        follows.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      <div>
        {props.turns.map(turn => (
          <Turn key={turn.id} turn={turn} />
        ))}
      </div>
    </div>
  );
}

/** Do what a button of an answer says. */
async function perform(desk: Desk, trans: TranslationBundle, turn: ITurn, action: TurnAction): Promise<void> {
  const chat = desk.current;
  if (chat === null) {
    return;
  }
  desk.notice = '';
  const panel = chat.panel;
  const record = turn.answer?.record ?? {};
  const code = turn.code.trimEnd();
  if (typeof action === 'object') {
    desk.repeat(turn, action.alternative + 1);
  } else if (action === 'again') {
    desk.repeat(turn, (turn.question.variant ?? 0) + 1);
  } else if (action === 'copy') {
    Clipboard.copyToSystem(code);
  } else if (action === 'edit') {
    chat.subject = { id: turn.id, code: turn.code, label: turn.reading || turn.question.text };
    desk.open();
  } else if (action === 'insert' || action === 'insert-run') {
    chat.accepted(turn);
    desk.notice = refusal(await insertBelow(panel, code, record, action === 'insert-run'), trans);
  } else {
    const active = panel.content.activeCell?.model;
    const { id, source } = turn.cell ?? {
      id: active?.id ?? '',
      source: active?.sharedModel.getSource() ?? ''
    };
    desk.notice = refusal(await desk.review(chat, turn, id, source), trans);
  }
}

import {
  type KeyboardEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useState,
  type ReactElement
} from 'react';
import { accept, complete, type IMatch, type PromptHistory } from '../completion';
import { useSurroundings } from './context';

interface IPromptProps {
  text: string;
  onText: (text: string) => void;
  box: RefObject<HTMLTextAreaElement>;
  frames: readonly string[];
  history: PromptHistory;
  enabled: boolean;
  running: boolean;
  /** A picture goes with the question, which then needs no words. */
  picture: boolean;
  onSend: () => void;
  onStop: () => void;
  onLeave: () => void;
  onFocus: () => void;
}

/** The prompt: Enter sends, Shift+Enter breaks the line, `@` completes frames, the arrows walk through what was asked before. */
export function Prompt(props: IPromptProps): ReactElement {
  const { trans } = useSurroundings();
  const { text, box } = props;
  const [match, setMatch] = useState<IMatch | null>(null);
  const [chosen, setChosen] = useState(0);
  const [caret, setCaret] = useState<{ at: number } | null>(null);
  const list = useId();

  // Together with the text: a frame later the caret would jump back over what was typed since.
  useLayoutEffect(() => {
    if (caret !== null) {
      box.current?.setSelectionRange(caret.at, caret.at);
    }
  }, [box, caret]);

  const look = (): void => {
    const node = box.current;
    setMatch(node === null ? null : complete(node.value, node.selectionStart, props.frames));
    setChosen(0);
  };
  const put = (value: string, at: number): void => {
    props.onText(value);
    setMatch(null);
    setCaret({ at });
  };
  const take = (name: string | undefined): void => {
    if (match !== null && name !== undefined) {
      const done = accept(text, match, name);
      put(done.text, done.caret);
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    if (match !== null && onCompletionKey(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const node = event.currentTarget;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      props.onSend();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      props.onLeave();
    } else if (event.key === 'ArrowUp' && node.selectionStart === 0 && node.selectionEnd === 0) {
      walk(event, props.history.back(text), 0);
    } else if (event.key === 'ArrowDown' && node.selectionStart === text.length) {
      walk(event, props.history.forward());
    }
  };
  const onCompletionKey = (key: string): boolean => {
    const names = match?.names ?? [];
    switch (key) {
      case 'ArrowDown':
        setChosen((chosen + 1) % names.length);
        return true;
      case 'ArrowUp':
        setChosen((chosen + names.length - 1) % names.length);
        return true;
      case 'Enter':
      case 'Tab':
        take(names[chosen]);
        return true;
      case 'Escape':
        setMatch(null);
        return true;
      default:
        return false;
    }
  };
  const walk = (event: KeyboardEvent, entry: string | null, at?: number): void => {
    if (entry !== null) {
      event.preventDefault();
      put(entry, at ?? entry.length);
    }
  };

  return (
    <div className="jp-VisCode-prompt">
      {match !== null && (
        <ul className="jp-VisCode-completions" id={list} role="listbox" aria-label={trans.__('Frames')}>
          {match.names.map((name, index) => (
            <li
              key={name}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onMouseDown={event => {
                event.preventDefault();
                take(name);
              }}
            >
              {name}
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={box}
        rows={3}
        value={text}
        spellCheck={false}
        placeholder={
          props.picture
            ? trans.__('What shall be different? (optional)')
            : trans.__('What shall the chart show? @ names a frame')
        }
        aria-label={trans.__('Question about your data; Enter sends, Shift+Enter breaks the line')}
        aria-autocomplete="list"
        aria-controls={match !== null ? list : undefined}
        aria-activedescendant={match !== null ? `${list}-${chosen}` : undefined}
        onChange={event => {
          props.onText(event.target.value);
          look();
        }}
        onClick={look}
        onKeyDown={onKeyDown}
        onFocus={props.onFocus}
        onBlur={() => setMatch(null)}
        data-lm-suppress-shortcuts="true"
      />
      {props.running ? (
        <button className="jp-VisCode-button jp-mod-warn" onClick={props.onStop}>
          {trans.__('Stop')}
        </button>
      ) : (
        <button
          className="jp-VisCode-button jp-mod-accept"
          disabled={!props.enabled || (text.trim() === '' && !props.picture)}
          onClick={props.onSend}
        >
          {props.picture && text.trim() === '' ? trans.__('Redraw') : trans.__('Send')}
        </button>
      )}
    </div>
  );
}

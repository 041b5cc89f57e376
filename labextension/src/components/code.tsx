import { useEffect, useRef, type ReactElement } from 'react';
import { useSurroundings } from './context';

/** Code as text; coloured once it is whole, as colouring each piece of a stream would be slow. */
export function Code(props: { source: string; language: string; whole: boolean }): ReactElement {
  const { languages, trans } = useSurroundings();
  const node = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = node.current;
    if (element === null) {
      return;
    }
    element.textContent = props.source;
    const language = props.whole ? languages?.findBest(props.language) : null;
    if (!languages || !language) {
      return;
    }
    let current = true;
    const coloured = document.createElement('code');
    languages.highlight(props.source, language, coloured).then(
      () => {
        if (current) {
          element.replaceChildren(...Array.from(coloured.childNodes));
        }
      },
      () => undefined // uncoloured code reads as well
    );
    return () => {
      current = false;
    };
  }, [props.source, props.language, props.whole, languages]);
  return (
    <pre className="jp-VisCode-code" tabIndex={0} aria-label={trans.__('Code')}>
      <code ref={node} />
    </pre>
  );
}

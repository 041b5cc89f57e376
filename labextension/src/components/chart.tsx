import { MimeModel } from '@jupyterlab/rendermime';
import type { PartialJSONObject } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';
import { type ReactElement, useLayoutEffect, useRef, useState } from 'react';
import { useSurroundings } from './context';

/** The chart of a trial, drawn by the notebook's own renderers as untrusted output. */
export function Chart(props: { bundle: PartialJSONObject; label: string }): ReactElement {
  const { rendermime, trans } = useSurroundings();
  const host = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(true);
  // A layout effect, as the renderer has to go while its node is still in the page.
  useLayoutEffect(() => {
    const node = host.current;
    const kind = rendermime.preferredMimeType(props.bundle, 'ensure');
    if (node === null || kind === undefined) {
      setShown(false);
      return;
    }
    setShown(true);
    const renderer = rendermime.createRenderer(kind);
    Widget.attach(renderer, node);
    const model = new MimeModel({ data: props.bundle, trusted: false });
    renderer.renderModel(model).then(
      () => node.querySelectorAll('img').forEach(image => (image.alt = props.label)),
      () => setShown(false)
    );
    return () => renderer.dispose();
  }, [props.bundle, props.label, rendermime]);
  return (
    <>
      <div className="jp-VisCode-chart" ref={host} role="img" aria-label={props.label} />
      {!shown && (
        <p className="jp-VisCode-quiet">
          {trans.__('This page has nothing that shows the chart; insert the code to see it.')}
        </p>
      )}
    </>
  );
}

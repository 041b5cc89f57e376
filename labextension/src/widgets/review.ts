/** The review of a change as an anywidget: what the sidebar shows in a cell, where there is no sidebar. */
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';
import { ReviewWidget } from '../widget/review';

/** What anywidget hands to a widget's front end. */
interface IModel {
  send(content: JSONObject): void;
  on(event: 'msg:custom', take: (message: PartialJSONObject) => void): void;
  off(event: 'msg:custom', take: (message: PartialJSONObject) => void): void;
}

export default {
  render({ model, el }: { model: IModel; el: HTMLElement }): () => void {
    const view = new ReviewWidget(el, message => model.send(message));
    const take = (message: PartialJSONObject): void => view.take(message);
    model.on('msg:custom', take);
    view.begin();
    return () => {
      model.off('msg:custom', take);
      view.dispose();
    };
  }
};

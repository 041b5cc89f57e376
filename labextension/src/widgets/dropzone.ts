/** The drop zone as an anywidget: the sidebar's way with pictures, where there is no sidebar. */
import type { JSONObject, PartialJSONObject } from '@lumino/coreutils';
import { DropZoneView } from '../widget/dropzone';

/** What anywidget hands to a widget's front end. */
interface IModel {
  send(content: JSONObject, callbacks?: undefined, buffers?: ArrayBuffer[]): void;
  on(event: 'msg:custom', take: (message: PartialJSONObject) => void): void;
  off(event: 'msg:custom', take: (message: PartialJSONObject) => void): void;
}

export default {
  render({ model, el }: { model: IModel; el: HTMLElement }): () => void {
    const view = new DropZoneView(el, (message, buffers = []) => model.send(message, undefined, buffers));
    const take = (message: PartialJSONObject): void => view.take(message);
    model.on('msg:custom', take);
    view.begin();
    return () => {
      model.off('msg:custom', take);
      view.dispose();
    };
  }
};

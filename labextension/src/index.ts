import { fixesPlugin } from './plugins/fixes';
import { provenancePlugin } from './plugins/provenance';
import { reviewPlugin } from './plugins/review';
import { sidebarPlugin } from './plugins/sidebar';

export { IAssistant, IReviewer } from './tokens';
export default [sidebarPlugin, fixesPlugin, reviewPlugin, provenancePlugin];

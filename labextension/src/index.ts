import { fixesPlugin } from './plugins/fixes';
import { sidebarPlugin } from './plugins/sidebar';

export { IAssistant } from './tokens';
export default [sidebarPlugin, fixesPlugin];

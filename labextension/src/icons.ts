import { LabIcon } from '@jupyterlab/ui-components';

/** A spark over three bars. */
export const sparkIcon = new LabIcon({
  name: 'viscode:spark',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">
  <g class="jp-icon3" fill="#616161">
    <rect x="1.5" y="9" width="3" height="5.5" rx="0.6"/>
    <rect x="6" y="6.5" width="3" height="8" rx="0.6"/>
    <rect x="10.5" y="10" width="3" height="4.5" rx="0.6"/>
    <path d="M12.3 0.8 L13.1 3 L15.3 3.8 L13.1 4.6 L12.3 6.8 L11.5 4.6 L9.3 3.8 L11.5 3 Z"/>
  </g>
</svg>`
});

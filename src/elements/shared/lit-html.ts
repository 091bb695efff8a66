/**
 * lit-html and the directives that templates use. All templates import them from here, so that one file holds them, which
 * is requested together with the first template.
 */
export { html, nothing, render, svg, type TemplateResult } from 'lit/html.js';
export { guard } from 'lit/directives/guard.js';
export { keyed } from 'lit/directives/keyed.js';
export { repeat } from 'lit/directives/repeat.js';

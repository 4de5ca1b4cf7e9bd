/** What a viewer needs once it draws, with the parts of three.js that are used: one renderer for the whole page. */
export { view } from "./view/view";

/** What a prompt needs once a reference is edited or looked for: the dialogs, and how they look. */
export { openEditor } from "../prompt/editor/editor";
export { openCamera } from "../prompt/sources/camera";
export { openMicrophone } from "../prompt/sources/microphone";
export { default as css } from "../prompt/sources/picking.css";
export { openShelf } from "../prompt/sources/shelf";

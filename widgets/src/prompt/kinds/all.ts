import type { KindName } from "../state";
import { chat } from "./chat";
import { clone } from "./clone";
import { edit } from "./edit";
import { image } from "./image";
import type { Kind } from "./kind";
import { model3d } from "./model3d";
import { speech } from "./speech";
import { transcript } from "./transcript";
import { video } from "./video";

/** By name. */
export const MAKES: Record<KindName, Kind> = { image, edit, video, speech, clone, transcript, model3d, chat };

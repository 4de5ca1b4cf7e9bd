import type { KindName } from "../state";
import { edit } from "./edit";
import { image } from "./image";
import type { Kind } from "./kind";
import { model3d } from "./model3d";
import { speech } from "./speech";
import { video } from "./video";

/** By name. */
export const MAKES: Record<KindName, Kind> = { image, edit, video, speech, model3d };

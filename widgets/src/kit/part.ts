import type { Model } from "./model";
import type { Scope } from "./scope";

/** A view as the page's widget manager makes it. */
interface View {
  el: HTMLElement;
  remove(): void;
  trigger?(event: string): void;
}

/** The page's widget manager, as far as every host that has one agrees on it. */
export interface Manager {
  get_model(id: string): Promise<Model<object>>;
  create_view(model: Model<object>): Promise<View>;
}

const REFERENCE = "IPY_MODEL_";

/** The manager behind a model; null in hosts that give widgets none. */
export function managerOf(model: object): Manager | null {
  const found = (model as { widget_manager?: Partial<Manager> }).widget_manager;
  return typeof found?.get_model === "function" && typeof found.create_view === "function" ? (found as Manager) : null;
}

/** The model that a trait names. */
export function modelOf<State>(manager: Manager, reference: string): Promise<Model<State>> {
  return manager.get_model(reference.replace(REFERENCE, "")) as Promise<Model<State>>;
}

/**
 * A view of another widget inside of this one, made by the page from that widget's own bundle. It ends with `life`.
 *
 * It stands outside of the page's own tree of widgets, so it is told here that it is shown, and removed here.
 */
export async function part(manager: Manager, reference: string, room: HTMLElement, life: Scope): Promise<void> {
  let ended = false;
  let view: View | null = null;
  life.add(() => {
    ended = true;
    view?.remove();
    view?.el.remove();
  });
  const model = await manager.get_model(reference.replace(REFERENCE, ""));
  if (ended) return;
  const made = await manager.create_view(model);
  // whoever waited for it may be gone by now
  if (ended) return made.remove();
  view = made;
  room.append(made.el);
  made.trigger?.("displayed");
}

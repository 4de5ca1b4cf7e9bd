/** A new cell. */
export interface Cell {
  kind: "code" | "markdown";
  source: string;
}

interface Shared {
  setSource(text: string): void;
}
interface Jupyter {
  commands: { execute(name: string): Promise<unknown> };
  shell: {
    currentWidget: {
      node?: Element;
      content?: {
        activeCell?: { model: { sharedModel: Shared } };
        activeCellIndex: number;
        widgets?: { node: Element }[];
      };
    } | null;
  };
}

/**
 * Put cells below the one that shows `inside`. False where this page does not let a widget do that: JupyterLab gives its
 * commands to the page only where it was started so.
 */
export async function insertBelow(inside: Element, cells: readonly Cell[]): Promise<boolean> {
  const app = (window as unknown as { jupyterapp?: Jupyter }).jupyterapp;
  const book = app?.shell.currentWidget;
  const at = book?.content?.widgets?.findIndex(({ node }) => node.contains(inside)) ?? -1;
  if (!app || !book?.content || at < 0) return false;
  book.content.activeCellIndex = at;
  for (const { kind, source } of cells) {
    await app.commands.execute("notebook:insert-cell-below");
    if (kind === "markdown") await app.commands.execute("notebook:change-cell-to-markdown");
    book.content.activeCell?.model.sharedModel.setSource(source);
  }
  return true;
}

/** The little of JupyterLab's application that is used, on pages that show it to scripts. */
interface App {
  commands: { hasCommand(name: string): boolean; execute(name: string): Promise<unknown> };
  shell: {
    currentWidget?: {
      content?: { activeCell?: { model?: { sharedModel?: { setSource?(source: string): void } } } };
    } | null;
  };
}

const INSERT = "notebook:insert-cell-below";

function app(): App | null {
  const found = (globalThis as { jupyterapp?: App }).jupyterapp;
  return found?.commands?.hasCommand?.(INSERT) ? found : null;
}

/** Whether this page lets a widget put a cell into the notebook; most do not, and there the clipboard has to do. */
export const canInsert = (): boolean => app() !== null;

/** Put a new cell with this source below the active one, without running it. False where the page does not let us. */
export async function insertCell(source: string): Promise<boolean> {
  const found = app();
  if (!found) return false;
  try {
    await found.commands.execute(INSERT);
    const model = found.shell.currentWidget?.content?.activeCell?.model?.sharedModel;
    if (!model?.setSource) return false;
    model.setSource(source);
    return true;
  } catch {
    return false;
  }
}

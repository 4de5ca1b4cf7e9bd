type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/** An element with attributes and children. Text only ever becomes a text node, so no name or prompt can be markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  set(made, attributes);
  fill(made, ...children);
  return made;
}

/** Sets what is another; what stays as it is costs the page nothing. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else {
      const text = value === true ? "" : String(value);
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
  }
}

/** Makes these words the whole of it, where they are others. */
export function write(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** A button with an icon, words, or both; `label` is what a screen reader says when there are no words. */
export function button(options: {
  words?: string;
  icon?: SVGElement;
  label?: string;
  look?: string;
  title?: string;
}): HTMLButtonElement {
  const { words, icon, label, look = "hl-ghost", title } = options;
  const made = h("button", { type: "button", class: `hl-button ${look}`, "aria-label": label, title: title ?? label });
  if (icon) made.append(icon);
  if (words) made.append(h("span", {}, words));
  return made;
}

let count = 0;

/** An id no other element on the page has. */
export function unique(name: string): string {
  count += 1;
  return `hl-${name}-${count}-${Math.random().toString(36).slice(2, 8)}`;
}

// Markdown as tokens. It makes no markup: whoever shows the tokens makes elements of them.
import { Lexer } from "marked";

export type { Token, Tokens } from "marked";

/** The blocks of a text, in GitHub's flavour; the words inside them are tokens too. */
export const blocks = (text: string) => Lexer.lex(text, { gfm: true });

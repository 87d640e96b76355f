// ${atMost(120)} in the tag of a text field: so many characters and no more, counted as everywhere (src/words/characters.ts). The
// attribute maxlength counts UTF-16 units, of which an emoji has two.

import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { countCharacters, firstCharacters } from '#src/words/characters.ts';

type TextField = HTMLInputElement | HTMLTextAreaElement;

class AtMost extends Directive {
  private most = Infinity;
  private field: TextField | undefined;

  override render(_most: number): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [most]: [number]): typeof noChange {
    this.most = most;
    if (this.field) return noChange;
    this.field = element as TextField;
    // Before whoever wants to know what was typed.
    this.field.addEventListener('input', (event) => (event as InputEvent).isComposing || this.cut(), { capture: true });
    this.field.addEventListener('compositionend', () => {
      if (this.cut()) this.field!.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    });
    return noChange;
  }

  /** What is too much goes at the end of what was typed or pasted last, which is where the caret is. */
  private cut(): boolean {
    const { value, selectionStart } = this.field!;
    const excess = countCharacters(value) - this.most;
    if (excess <= 0) return false;
    const before = value.slice(0, selectionStart ?? value.length);
    const left = firstCharacters(before, Math.max(countCharacters(before) - excess, 0));
    this.field!.value = firstCharacters(left + value.slice(before.length), this.most);
    this.field!.setSelectionRange(left.length, left.length);
    return true;
  }
}

export const atMost = directive(AtMost);

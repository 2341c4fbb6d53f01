export interface Piece {
  text: string;
  /** True for a web address, which becomes a link. */
  link: boolean;
}

const ADDRESS = /https?:\/\/[^\s<>"']+/g;
/** Marks that end a sentence belong to it, not to the address. */
const TAIL = /[.,;:!?)\]}'"…。]+$/;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TAIL, "");
    if (match.index > from) found.push({ text: text.slice(from, match.index), link: false });
    found.push({ text: address, link: true });
    from = match.index + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), link: false });
  return found;
}

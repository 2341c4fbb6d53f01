import { disassemble, getChoseong } from "es-hangul";

/**
 * Whether a word is found by what has been typed so far: part of it ("주차"), its initial consonants ("ㅈㅊ"), or a
 * syllable that is still being composed ("주ㅊ").
 */
export function matchesKorean(word: string, query: string): boolean {
  const [text, wanted] = [fold(word), fold(query)];
  if (wanted === "") return true;
  if (text.includes(wanted)) return true;
  if (/^[ㄱ-ㅎ]+$/.test(wanted)) return fold(getChoseong(word)).includes(wanted);
  return disassemble(text).includes(disassemble(wanted));
}

function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/g, "");
}

/** Small choices of this workstation: language, sound, and the like. A browser that forbids storage just forgets them. */
type Choice = "language" | "sound" | "characterKeys";

export function remembered(choice: Choice): string | null {
  try {
    return localStorage.getItem(`sori.${choice}`);
  } catch {
    return null;
  }
}

export function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`sori.${choice}`, value);
  } catch {
    // Nothing depends on it.
  }
}

import { remember, remembered } from "../app/remembered";

let context: AudioContext | null = null;

export const isMuted = () => remembered("sound") === "off";
export const mute = (on: boolean) => remember("sound", on ? "off" : "on");

/** Two rising notes for an offer. */
export const ringOffer = () => play([660, 880], 0.16, 0.14);
/** One soft note for a message in a contact that is not in view. */
export const ringMessage = () => play([520], 0.12, 0.06);

/**
 * Before the first click or key the browser keeps sound back. Opening the device can take tenths of a second, so that is
 * done then and not when a message has to be shown.
 */
function open(): void {
  window.removeEventListener("pointerdown", open);
  window.removeEventListener("keydown", open);
  setTimeout(() => {
    context ??= new AudioContext();
  }, 0);
}
window.addEventListener("pointerdown", open);
window.addEventListener("keydown", open);

function play(notes: readonly number[], seconds: number, loudness: number): void {
  if (isMuted() || !context) return;
  void context.resume().catch(() => undefined);
  notes.forEach((frequency, index) => {
    if (!context) return;
    const start = context.currentTime + index * seconds;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(loudness, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + seconds);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + seconds);
  });
}

const every = 2_000;

/** Rings until what it gives is called. A browser that keeps sound back shows the call all the same. */
export function ring(): () => void {
  const audio = new AudioContext();
  const once = () => {
    for (const [index, hertz] of [660, 880, 660].entries()) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const start = audio.currentTime + index * 0.2;
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.15, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.18);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.2);
    }
  };
  once();
  const timer = window.setInterval(once, every);
  return () => {
    window.clearInterval(timer);
    void audio.close();
  };
}

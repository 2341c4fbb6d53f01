import type { CoveredArea } from "@sori/api";

interface Size {
  width: number;
  height: number;
}

interface Spot {
  x: number;
  y: number;
}

/** The smallest area that is meant: less is a slip of the hand. */
const LEAST = 4;

/** The area between two spots of a photo, in its pixels; none where they are too near each other. */
export function between(one: Spot, other: Spot, photo: Size): CoveredArea | null {
  const left = Math.round(Math.max(0, Math.min(one.x, other.x)));
  const top = Math.round(Math.max(0, Math.min(one.y, other.y)));
  const right = Math.round(Math.min(photo.width, Math.max(one.x, other.x)));
  const bottom = Math.round(Math.min(photo.height, Math.max(one.y, other.y)));
  if (right - left < LEAST || bottom - top < LEAST) return null;
  return { left, top, width: right - left, height: bottom - top };
}

/** An area in the middle, to be moved from there. */
export function middle(photo: Size): CoveredArea {
  const [width, height] = [Math.ceil(photo.width / 5), Math.ceil(photo.height / 5)];
  return {
    left: Math.round((photo.width - width) / 2),
    top: Math.round((photo.height - height) / 2),
    width,
    height,
  };
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The area after a key: arrows move it by a hundredth of the photo, with Shift they resize it; none for other keys. */
export function steered(area: CoveredArea, key: string, resize: boolean, photo: Size): CoveredArea | null {
  const step = STEPS[key];
  if (step === undefined) return null;
  const dx = step[0] * Math.max(1, Math.round(photo.width / 100));
  const dy = step[1] * Math.max(1, Math.round(photo.height / 100));
  if (resize) {
    return {
      ...area,
      width: clamped(area.width + dx, LEAST, photo.width - area.left),
      height: clamped(area.height + dy, LEAST, photo.height - area.top),
    };
  }
  return {
    ...area,
    left: clamped(area.left + dx, 0, photo.width - area.width),
    top: clamped(area.top + dy, 0, photo.height - area.height),
  };
}

const clamped = (value: number, least: number, most: number) => Math.max(Math.min(value, most), Math.min(least, most));

/** What people call a browser, from what it says of itself; the first that fits, since many claim to be others, too. */
const browsers: readonly [RegExp, string][] = [
  [/Whale\/(\d+)/, "Whale"],
  [/SamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/Edg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/OPR\/(\d+)/, "Opera"],
  [/(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/(?:Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/Version\/(\d+).*Safari/, "Safari"],
];

const systems: readonly [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** A browser and its system, such as "Chrome 131, Windows"; what is not known is told as it came. */
export function browserName(userAgent: string): string {
  for (const [pattern, name] of browsers) {
    const found = pattern.exec(userAgent);
    if (found) {
      const system = systems.find(([known]) => known.test(userAgent))?.[1];
      return `${name} ${found[1]}${system ? `, ${system}` : ""}`;
    }
  }
  return userAgent.slice(0, 60);
}

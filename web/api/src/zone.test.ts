import { afterEach, describe, expect, it, vi } from "vitest";
import { cityZone } from "./zone";

afterEach(() => void vi.unstubAllGlobals());

const page = (content: string | null) =>
  vi.stubGlobal("document", {
    querySelector: (selector: string) =>
      content !== null && selector === 'meta[name="city-time-zone"]' ? { content } : null,
  });

describe("the city's time zone", () => {
  it("is what the server wrote into the page", () => {
    page("Asia/Tokyo");
    expect(cityZone()).toBe("Asia/Tokyo");
  });

  it.each([
    ["no such tag", () => page(null)],
    ["an empty one", () => page("")],
    ["no page at all", () => undefined],
  ])("is Seoul's where there is %s", (_, prepare) => {
    prepare();
    expect(cityZone()).toBe("Asia/Seoul");
  });
});

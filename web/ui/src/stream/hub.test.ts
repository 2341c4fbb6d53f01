import { describe, expect, it } from "vitest";
import type { StreamEvent } from "./events";
import { Hub } from "./hub";
import type { ConnectionHandlers, LineWorld } from "./line";

class FakeWorld implements LineWorld {
  connections: { url: string; on: ConnectionHandlers; closed: boolean }[] = [];
  timers: { after: number; run: () => void; cancelled: boolean }[] = [];

  connect(url: string, on: ConnectionHandlers) {
    const connection = { url, on, closed: false };
    this.connections.push(connection);
    return {
      close: () => {
        connection.closed = true;
      },
    };
  }

  later(after: number, run: () => void) {
    const timer = { after, run, cancelled: false };
    this.timers.push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  random() {
    return 0.5;
  }

  get live() {
    return this.connections.filter((connection) => !connection.closed);
  }

  last() {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error("no connection");
    return connection;
  }
}

function start() {
  const world = new FakeWorld();
  const hub = new Hub(world);
  const tab = () => {
    const heard: StreamEvent[] = [];
    const tell = (event: StreamEvent) => void heard.push(event);
    return {
      heard,
      want: (interest: { desk?: boolean; contacts?: number[]; floor?: boolean }) =>
        hub.handle(tell, {
          type: "interest",
          interest: { desk: false, contacts: [], floor: false, ...interest },
        }),
      bye: () => hub.handle(tell, { type: "bye" }),
      reset: () => hub.handle(tell, { type: "reset" }),
    };
  };
  return { world, tab };
}

describe("the stream hub", () => {
  it("opens one connection for two tabs and closes it when both have gone", () => {
    const { world, tab } = start();
    const [one, two] = [tab(), tab()];
    one.want({ desk: true });
    two.want({ desk: true });
    expect(world.connections).toHaveLength(1);
    one.bye();
    expect(world.live).toHaveLength(1);
    two.bye();
    expect(world.live).toHaveLength(0);
  });

  it("listens to the union of the contacts that tabs watch", () => {
    const { world, tab } = start();
    const [one, two] = [tab(), tab()];
    one.want({ desk: true, contacts: [7] });
    world.last().on.open();
    two.want({ contacts: [3, 7] });
    expect(world.last().url).toBe("/api/desk/stream?contact=3&contact=7");
  });

  it("keeps the old connection until the new address answers", () => {
    const { world, tab } = start();
    const one = tab();
    one.want({ desk: true });
    world.last().on.open();
    one.want({ desk: true, contacts: [5] });
    expect(world.live).toHaveLength(2);
    world.connections[0]?.on.event("desk", '{"offers":[]}');
    expect(one.heard).toContainEqual({ type: "desk", data: { offers: [] } });
    world.last().on.open();
    expect(world.live.map((connection) => connection.url)).toEqual(["/api/desk/stream?contact=5"]);
  });

  it("moves to another process when told to reconnect, without being lost in between", () => {
    const { world, tab } = start();
    const one = tab();
    one.want({ desk: true });
    world.last().on.open();
    world.last().on.event("reconnect", "{}");
    expect(world.live).toHaveLength(2);
    world.last().on.open();
    expect(world.live).toHaveLength(1);
    expect(world.connections[0]?.closed).toBe(true);
    expect(one.heard.filter((event) => event.type === "status").map((event) => event.status)).toEqual([
      "idle",
      "connecting",
      "open",
    ]);
    expect(one.heard.filter((event) => event.type === "refetch")).toHaveLength(2);
  });

  it("tells a tab only what it asked for", () => {
    const { world, tab } = start();
    const [desk, watcher] = [tab(), tab()];
    desk.want({ desk: true });
    watcher.want({ contacts: [9] });
    world.last().on.open();
    world.last().on.event("desk", "{}");
    world.last().on.event("message", '{"contact_id":4,"message":{"id":1}}');
    world.last().on.event("typing", '{"contact_id":4}');
    expect(watcher.heard.map((event) => event.type)).not.toContain("desk");
    expect(watcher.heard.map((event) => event.type)).not.toContain("typing");
    expect(watcher.heard.map((event) => event.type)).not.toContain("message");
    expect(desk.heard).toContainEqual({ type: "message", contactId: 4, message: { id: 1 } });
    expect(desk.heard).toContainEqual({ type: "typing", contactId: 4 });
  });

  it("asks for a refetch each time a connection opens", () => {
    const { world, tab } = start();
    const one = tab();
    one.want({ desk: true });
    world.last().on.open();
    world.last().on.lost();
    world.timers.at(-1)?.run();
    world.last().on.open();
    expect(one.heard.filter((event) => event.type === "refetch")).toHaveLength(2);
    expect(one.heard.filter((event) => event.type === "status").map((event) => event.status)).toEqual([
      "idle",
      "connecting",
      "open",
      "lost",
      "open",
    ]);
  });

  it("waits longer after each failure, to a limit", () => {
    const { world, tab } = start();
    tab().want({ floor: true });
    for (let attempt = 0; attempt < 8; attempt++) {
      world.last().on.lost();
      world.timers.at(-1)?.run();
    }
    const pauses = world.timers.map((timer) => timer.after);
    expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(15_000);
  });

  it("starts afresh for another person's session", () => {
    const { world, tab } = start();
    const one = tab();
    one.want({ desk: true });
    world.last().on.open();
    one.reset();
    expect(world.connections).toHaveLength(2);
    expect(world.live).toHaveLength(1);
  });

  it("ignores events that it cannot read", () => {
    const { world, tab } = start();
    const one = tab();
    one.want({ desk: true });
    world.last().on.open();
    const before = one.heard.length;
    world.last().on.event("hint", "not json");
    world.last().on.event("hint", '{"kind":"contact"}');
    expect(one.heard).toHaveLength(before);
  });
});

import { type Interest, type PortMessage, readEvent, type ServerEvent, type StreamEvent } from "./events";
import { Line, type LineWorld } from "./line";

export type Tell = (event: StreamEvent) => void;

/**
 * The one place in a browser that listens to the server. Tabs join with what they want to hear; the hub listens to the
 * union of it and passes each event only to the tabs that asked for it.
 */
export class Hub {
  private readonly tabs = new Map<Tell, Interest>();
  private readonly desk: Line;
  private readonly floor: Line;
  private lastStatus = "idle";

  constructor(world: LineWorld) {
    this.desk = this.line(world, (interest) => interest.desk || interest.contacts.length > 0);
    this.floor = this.line(world, (interest) => interest.floor);
  }

  handle(tell: Tell, message: PortMessage): void {
    if (message.type === "bye") this.tabs.delete(tell);
    else if (message.type === "interest") this.join(tell, message.interest);
    else {
      this.desk.reset();
      this.floor.reset();
    }
    this.aim();
  }

  private join(tell: Tell, interest: Interest): void {
    const isNew = !this.tabs.has(tell);
    this.tabs.set(tell, interest);
    if (isNew) tell({ type: "status", status: this.status() });
  }

  private aim(): void {
    const wanted = [...this.tabs.values()];
    const contacts = [...new Set(wanted.flatMap((interest) => interest.contacts))].sort((a, b) => a - b);
    const query = contacts.map((id) => `contact=${id}`).join("&");
    const listen = contacts.length > 0 || wanted.some((interest) => interest.desk);
    this.desk.aim(listen ? `/api/desk/stream${query ? `?${query}` : ""}` : null);
    this.floor.aim(wanted.some((interest) => interest.floor) ? "/api/floor/stream" : null);
  }

  private line(world: LineWorld, concerns: (interest: Interest) => boolean): Line {
    return new Line(world, {
      // Also the very first opening: what happened between a tab's first fetch and now was not announced to it.
      opened: () => this.tell({ type: "refetch" }, concerns),
      changed: () => this.announce(),
      event: (name: ServerEvent, data: string) => {
        const event = readEvent(name, data);
        if (event !== null) this.tell(event, (interest) => wants(interest, event));
      },
    });
  }

  private tell(event: StreamEvent, concerns: (interest: Interest) => boolean): void {
    for (const [tell, interest] of this.tabs) if (concerns(interest)) tell(event);
  }

  private announce(): void {
    const status = this.status();
    if (status === this.lastStatus) return;
    this.lastStatus = status;
    this.tell({ type: "status", status }, () => true);
  }

  private status() {
    const both = [this.desk.status, this.floor.status];
    for (const status of ["lost", "connecting", "open"] as const) if (both.includes(status)) return status;
    return "idle";
  }
}

function wants(interest: Interest, event: StreamEvent): boolean {
  if (event.type === "floor") return interest.floor;
  if (event.type === "desk" || event.type === "shift") return interest.desk;
  if ("contactId" in event) return interest.contacts.includes(event.contactId) || interest.desk;
  return true;
}

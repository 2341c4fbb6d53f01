import { answer, answerCall } from "@sori/api";
import { isMicrophoneMissing, type Line, openLine } from "@sori/ui/call";
import { problemDetail } from "../data/queries";

export interface PhoneState {
  /** The call that the phone is at; null while there is none. */
  contactId: number | null;
  state: "off" | "connecting" | "connected" | "no_microphone" | "failed";
  muted: boolean;
  held: boolean;
  problem: string | null;
}

const off: PhoneState = { contactId: null, state: "off", muted: false, held: false, problem: null };
const againAfter = 1_500;

/** The one telephone of this tab. It goes on across pages; a call that lasts longer than its line is joined again. */
class Phone {
  private now = off;
  private line: Line | null = null;
  private timer = 0;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly get = () => this.now;

  /** Be at this call, or at none. */
  at(contactId: number | null): void {
    if (contactId === this.now.contactId) return;
    this.shut();
    this.now = { ...off, contactId };
    if (contactId === null) this.tell({});
    else void this.open(contactId);
  }

  retry(): void {
    const { contactId } = this.now;
    if (contactId !== null) void this.open(contactId);
  }

  mute(muted: boolean): void {
    this.line?.mute(muted);
    this.tell({ muted });
  }

  hold(held: boolean): void {
    this.line?.send({ hold: held });
    this.tell({ held });
  }

  press(key: string): void {
    this.line?.send({ key });
  }

  private async open(contactId: number): Promise<void> {
    const mine = () => this.now.contactId === contactId;
    this.tell({ state: "connecting", problem: null });
    try {
      const line = await openLine({
        exchange: async (sdp) => (await answer(answerCall({ path: { contact_id: contactId }, body: { sdp } }))).sdp,
        onTold: () => {},
        onState: (state) => {
          if (!mine()) return;
          if (state === "connected") {
            this.tell({ state: "connected" });
            // A new line knows nothing of what was chosen on the one before.
            if (this.now.held) this.line?.send({ hold: true });
          } else if (state === "over" || state === "lost") this.again(contactId);
        },
      });
      if (!mine()) {
        line.close();
        return;
      }
      this.line = line;
      line.mute(this.now.muted);
    } catch (error) {
      if (!mine()) return;
      const missing = isMicrophoneMissing(error);
      this.tell({ state: missing ? "no_microphone" : "failed", problem: problemDetail(error) ?? null });
      if (!missing) this.again(contactId);
    }
  }

  /** The call is still ours as long as the desk says so. */
  private again(contactId: number): void {
    window.clearTimeout(this.timer);
    this.line = null;
    if (this.now.state === "connected") this.tell({ state: "connecting" });
    this.timer = window.setTimeout(() => this.now.contactId === contactId && void this.open(contactId), againAfter);
  }

  private shut(): void {
    window.clearTimeout(this.timer);
    this.line?.close();
    this.line = null;
  }

  private tell(change: Partial<PhoneState>): void {
    this.now = { ...this.now, ...change };
    for (const listener of this.listeners) listener();
  }
}

export const phone = new Phone();

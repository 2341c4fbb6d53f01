/** What one step did: took care of a message, found none, or has to be taken again later. */
export type Step = "moved" | "idle" | "failed";

/** Runs something after a while; what it returns calls that off. */
export type Later = (milliseconds: number, run: () => void) => () => void;

export const LONGEST_PAUSE = 15_000;

/** A little chance keeps a whole city from coming back in the same moment after the server was away. */
export function pauseAfter(failures: number, chance: number = Math.random()): number {
  return Math.min(500 * 2 ** (failures - 1), LONGEST_PAUSE) * (0.75 + chance / 2);
}

/** The messages of one contact on their way, one at a time; after a failure it waits, each time longer. */
export class Lane {
  private running = false;
  private wanted = false;
  private failures = 0;
  private cancelPause: (() => void) | null = null;

  constructor(
    private readonly step: () => Promise<Step>,
    private readonly later: Later,
  ) {}

  /** There may be something to send. While it waits after a failure, it goes on waiting. */
  wake(): void {
    if (this.cancelPause) return;
    this.wanted = true;
    if (!this.running) void this.run();
  }

  /** Does not wait any longer: the network is back, or somebody asked for it. */
  hurry(): void {
    this.failures = 0;
    this.rest();
    this.wake();
  }

  rest(): void {
    this.cancelPause?.();
    this.cancelPause = null;
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      while (this.wanted) {
        // Set again by whoever adds something during the step, which may have looked too early to see it.
        this.wanted = false;
        this.follow(await this.step());
      }
    } finally {
      this.running = false;
    }
  }

  private follow(step: Step): void {
    if (step === "moved") {
      this.failures = 0;
      this.wanted = true;
    } else if (step === "failed") {
      this.failures += 1;
      this.wanted = false;
      this.rest();
      this.cancelPause = this.later(pauseAfter(this.failures), () => {
        this.cancelPause = null;
        this.wake();
      });
    }
  }
}

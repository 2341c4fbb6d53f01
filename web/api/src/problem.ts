/** An RFC 9457 problem as the server words it for people; `detail` is in the language of the request. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly field: string | null;

  constructor(status: number, title: string, detail: string, field: string | null = null) {
    super(detail || title);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.field = field;
  }

  /** Status 0 stands for "no answer came": the network or the server was away. */
  get offline(): boolean {
    return this.status === 0;
  }
}

export function isProblem(error: unknown, status?: number): error is Problem {
  return error instanceof Problem && (status === undefined || error.status === status);
}

export function readProblem(status: number, body: unknown): Problem {
  const record = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof record[name] === "string" ? (record[name] as string) : "");
  return new Problem(status, text("title"), text("detail"), text("field") || null);
}

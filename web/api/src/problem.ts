/** One of several things that are wrong: where, and what in words. */
export interface Wrong {
  place: string;
  detail: string;
}

/** An RFC 9457 problem as the server words it for people; `detail` is in the language of the request. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly field: string | null;
  /** Where much can be wrong at once, all of it. */
  readonly errors: readonly Wrong[];

  constructor(
    status: number,
    title: string,
    detail: string,
    field: string | null = null,
    errors: readonly Wrong[] = [],
  ) {
    super(detail || title);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.field = field;
    this.errors = errors;
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
  const errors = Array.isArray(record.errors) ? record.errors.filter(isWrong) : [];
  return new Problem(status, text("title"), text("detail"), text("field") || null, errors);
}

function isWrong(value: unknown): value is Wrong {
  const record = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return typeof record.place === "string" && typeof record.detail === "string";
}

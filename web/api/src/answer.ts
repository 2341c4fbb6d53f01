import { client } from "../generated/client.gen";
import { csrfToken } from "./csrf";
import { Problem, readProblem } from "./problem";

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response?: Response;
}

/** Turns a generated call's outcome into its data, or throws a {@link Problem}. */
export async function answer<T>(call: Promise<Outcome<T>>): Promise<T> {
  const outcome = await call;
  const status = outcome.response?.status ?? 0;
  if (outcome.response?.ok) return outcome.data as T;
  if (status === 0 && isAbort(outcome.error)) throw outcome.error;
  throw status === 0 ? new Problem(0, "", "") : readProblem(status, outcome.error);
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Every request carries the chosen language, and every change the CSRF token. Call once at start. */
export function configureApi(language: () => string): void {
  client.setConfig({ baseUrl: "", credentials: "same-origin" });
  client.interceptors.request.use((request) => {
    request.headers.set("Accept-Language", language());
    if (request.method !== "GET") request.headers.set("x-csrf-token", csrfToken());
    return request;
  });
}

import type { Attachment } from "../generated";
import { csrfToken } from "./csrf";
import { Problem, readProblem } from "./problem";

interface Upload {
  url: string;
  file: File;
  language: string;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Sends one file. XMLHttpRequest, because fetch cannot tell how much of a body has gone out. */
export function uploadFile({ url, file, language, onProgress, signal }: Upload): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "text";
    request.setRequestHeader("Accept-Language", language);
    request.setRequestHeader("x-csrf-token", csrfToken());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onerror = () => reject(new Problem(0, "", ""));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as Attachment);
      else reject(readProblem(request.status, body));
    };
    signal?.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

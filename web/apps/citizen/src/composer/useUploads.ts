import type { Attachment } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { upload } from "../api/chat";
import { problemText } from "../api/words";
import { faultOf } from "./file";

/** A file on its way to the server, or one that did not get there. */
export interface Pending {
  key: string;
  file: File;
  share: number;
  problem: string | null;
  /** False for a file the server would never take. */
  retryable: boolean;
}

/** Where files go, and what is wrong with one before it goes there. */
export interface Way {
  upload(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<Attachment>;
  problemOf(file: File): string | null;
}

export function useUploads(onReady: (attachment: Attachment) => void, way?: Way) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<Pending[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const ready = useRef(onReady);
  ready.current = onReady;
  const taken = useRef(way);
  taken.current = way;

  const patch = useCallback((key: string, more: Partial<Pending>) => {
    setPending((list) => list.map((item) => (item.key === key ? { ...item, ...more } : item)));
  }, []);

  const drop = useCallback((key: string) => {
    running.current.get(key)?.abort();
    running.current.delete(key);
    setPending((list) => list.filter((item) => item.key !== key));
  }, []);

  const send = useCallback(
    async (key: string, file: File) => {
      const abort = new AbortController();
      running.current.set(key, abort);
      patch(key, { share: 0, problem: null });
      try {
        const go = taken.current?.upload ?? upload;
        ready.current(await go(file, (share) => patch(key, { share }), abort.signal));
        drop(key);
      } catch (error) {
        if (!abort.signal.aborted) patch(key, { problem: problemText(error, t) });
      }
    },
    [patch, drop, t],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = uuid();
        const fault = taken.current ? null : faultOf(file);
        const problem = taken.current ? taken.current.problemOf(file) : fault && t(`attachment.${fault}`);
        setPending((list) => [...list, { key, file, share: 0, problem, retryable: problem === null }]);
        if (problem === null) void send(key, file);
      }
    },
    [send, t],
  );

  useEffect(() => {
    const uploads = running.current;
    return () => {
      for (const abort of uploads.values()) abort.abort();
    };
  }, []);

  return { pending, add, drop, retry: send };
}

import { type Attachment, uploadFile } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { useCallback, useEffect, useRef, useState } from "react";
import { problemDetail } from "../data/queries";
import { currentLanguage } from "../i18n/language";

/** A file on its way up. Once there it becomes an attachment of the draft. */
export interface Upload {
  key: string;
  file: File;
  share: number;
  /** The server's words; empty when no answer came; null while all is well. */
  error: string | null;
}

export function useUploads(contactId: number, onDone: (attachment: Attachment) => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
  }, []);
  const drop = useCallback((key: string) => {
    stops.current.get(key)?.abort();
    stops.current.delete(key);
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }, []);

  const begin = useCallback(
    async (key: string, file: File) => {
      const stop = new AbortController();
      stops.current.set(key, stop);
      change(key, { share: 0, error: null });
      try {
        const attachment = await uploadFile({
          url: `/api/contacts/${contactId}/attachments`,
          file,
          language: currentLanguage(),
          onProgress: (share) => change(key, { share }),
          signal: stop.signal,
        });
        drop(key);
        done.current(attachment);
      } catch (error) {
        if (!stop.signal.aborted) change(key, { error: problemDetail(error) });
      }
    },
    [contactId, change, drop],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = uuid();
        setUploads((all) => [...all, { key, file, share: 0, error: null }]);
        void begin(key, file);
      }
    },
    [begin],
  );

  useEffect(() => {
    const all = stops.current;
    return () => {
      for (const stop of all.values()) stop.abort();
    };
  }, []);

  return { uploads, add, drop, retry: (upload: Upload) => void begin(upload.key, upload.file) };
}

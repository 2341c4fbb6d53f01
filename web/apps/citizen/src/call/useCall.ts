import { answer, callCentre } from "@sori/api";
import { isMicrophoneMissing, type Line, openLine, type Told } from "@sori/ui/call";
import { uuid } from "@sori/ui/storage";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { currentLanguage } from "../i18n";
import { callbackLink } from "./useCallback";

export type Stage = "before" | "connecting" | "menu" | "waiting" | "talking" | "again" | "over";
type Standing = Extract<Told, { kind: "state" }>;
type Saying = Extract<Told, { kind: "say" }>;

/** A line that broke is opened again for this long: so long the centre keeps the place. */
const triesFor = 28_000;
const triesEvery = 1_500;

/** One call: where it stands, what is being said, and what the caller may do. */
export function useCall() {
  const { t } = useTranslation();
  const [stage, setStage] = useState<Stage>("before");
  const [saying, setSaying] = useState<Saying | null>(null);
  const [standing, setStanding] = useState<Standing | null>(null);
  const [written, setWritten] = useState<string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [muted, setMuted] = useState(false);
  const line = useRef<Line | null>(null);
  const ended = useRef(true);

  const told = useCallback((news: Told) => {
    if (news.kind === "say") {
      setSaying(news);
      setStage((now) => (now === "connecting" || now === "again" ? "menu" : now));
    } else if (news.kind === "state") {
      setStanding(news);
      if (news.written.length > 0) setWritten((before) => [...before, ...news.written]);
      if (news.state !== "over") setStage(news.state);
    }
  }, []);

  const finish = useCallback((why: string | null) => {
    ended.current = true;
    line.current = null;
    setProblem(why);
    setStage("over");
  }, []);

  const open = useCallback(
    async (key: string, until: number) => {
      try {
        const opened = await openLine({
          exchange: async (sdp) =>
            (await answer(callCentre({ body: { key, language: currentLanguage(), sdp, callback: callbackLink() } })))
              .sdp,
          onTold: told,
          onState(state) {
            if (ended.current) return;
            if (state === "over") finish(null);
            else if (state === "lost") {
              setStage("again");
              void open(key, Date.now() + triesFor);
            }
          },
        });
        if (ended.current) opened.close();
        else {
          line.current = opened;
          setMuted(false);
        }
      } catch (error) {
        if (ended.current) return;
        if (isMicrophoneMissing(error)) finish(t("call.no_microphone"));
        else if (Date.now() < until) setTimeout(() => !ended.current && void open(key, until), triesEvery);
        else finish(problemText(error, t));
      }
    },
    [finish, t, told],
  );

  const call = useCallback(() => {
    ended.current = false;
    setProblem(null);
    setSaying(null);
    setStanding(null);
    setWritten([]);
    setStage("connecting");
    void open(uuid(), 0);
  }, [open]);

  const hangUp = useCallback(() => {
    line.current?.send({ hang_up: true });
    line.current?.close();
    finish(null);
  }, [finish]);

  const press = useCallback((key: string) => line.current?.send({ key }), []);
  const mute = useCallback((on: boolean) => {
    line.current?.mute(on);
    setMuted(on);
  }, []);

  useEffect(
    () => () => {
      ended.current = true;
      line.current?.close();
    },
    [],
  );
  return { stage, saying, standing, written, problem, muted, call, hangUp, press, mute };
}

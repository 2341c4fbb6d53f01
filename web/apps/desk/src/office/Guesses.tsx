import { Button } from "@mantine/core";
import type { ShownLine } from "@sori/api";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../app/say";
import { Keys } from "../commands/Keys";
import { useText } from "../i18n/useText";
import { useMove } from "./data";
import classes from "./Office.module.css";

/** The departments that a case may be of: one press sends it there, or the key of its number from any of them. */
export function Guesses({ one }: { one: ShownLine }) {
  const { t } = useTranslation("office");
  const text = useText();
  const group = useRef<HTMLFieldSetElement>(null);
  const move = useMove(one.id);
  const send = (at: number) => {
    const guess = one.guesses[at];
    if (guess === undefined || move.isPending) return;
    const next = followingButton(group.current);
    const filled = {
      text: "",
      remedy: "",
      departmentId: guess.department_id,
      amount: 0,
      consented: false,
      photoIds: [],
    };
    // A promise, since this is no longer on the page once the case is sent.
    move.mutateAsync({ move: "dispatched", filled }).then(() => {
      say(t("happened.dispatched", { department: text(guess.department) }));
      next?.focus();
    }, sayProblem);
  };
  return (
    <fieldset
      ref={group}
      className={classes.guesses ?? ""}
      aria-label={t("guesses", { number: one.number })}
      onKeyDown={(event) => {
        const at = ["1", "2"].indexOf(event.key);
        if (at >= 0 && !event.ctrlKey && !event.metaKey && !event.altKey) send(at);
      }}
    >
      {one.guesses.map((guess, at) => (
        <Button
          key={guess.department_id}
          size="compact-sm"
          variant="default"
          aria-keyshortcuts={String(at + 1)}
          leftSection={
            <span aria-hidden>
              <Keys label={String(at + 1)} />
            </span>
          }
          disabled={move.isPending}
          onClick={() => send(at)}
        >
          {t("guess", { department: text(guess.department), percent: Math.round(guess.share * 100) })}
        </Button>
      ))}
    </fieldset>
  );
}

/** The first button of the next case that waits to be dispatched, where whoever goes through them is next. */
function followingButton(group: HTMLElement | null): HTMLButtonElement | null {
  const groups = [...document.querySelectorAll<HTMLElement>(`.${classes.guesses}`)];
  const next = group === null ? undefined : (groups[groups.indexOf(group) + 1] ?? groups[groups.indexOf(group) - 1]);
  return next?.querySelector("button") ?? null;
}

import "./styles";
import { Button, TextInput } from "@mantine/core";
import type { AlikeCase, CaseReference, CaseShown } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { problemDetail } from "../data/queries";
import knowledge from "../knowledge/Knowledge.module.css";
import { alikeQuery, useMerge, useSeparate } from "./data";
import { loadTexts } from "./i18n/load";
import classes from "./Office.module.css";

loadTexts();

/** Cases of the same thing: with which this one is dealt with, and those with which it may be. */
export function AlikeCases({ one }: { one: CaseShown }) {
  const { t } = useTranslation("office");
  const { life } = one;
  const open = life.urgency !== "over" && one.state !== "merged";
  const found = useQuery({ ...alikeQuery(one.id), enabled: open });
  const alike = (open && found.data) || [];
  const mayMerge = open && (life.moves.includes("merged") || alike.some((other) => other.may_merge));
  if (!life.merged_into && life.merged.length + alike.length + life.followers === 0 && !mayMerge) return null;
  return (
    <section className={`${knowledge.card} ${classes.screen}`} aria-labelledby="case-alike">
      <h3 id="case-alike">{t("alike.title")}</h3>
      {life.followers > 0 && <p className={knowledge.soft}>{t("alike.followers", { count: life.followers })}</p>}
      {life.merged_into && <MergedInto one={one} main={life.merged_into} />}
      {life.merged.length > 0 && <Merged merged={life.merged} />}
      {alike.length > 0 && <Suggested id={one.id} alike={alike} />}
      {open && found.isError && (
        <p className={knowledge.warning} data-bad role="alert">
          {problemDetail(found.error) || t("offline")}
        </p>
      )}
      {open && found.data?.length === 0 && <p className={knowledge.soft}>{t("alike.none")}</p>}
      {mayMerge && <MergeByNumber id={one.id} />}
    </section>
  );
}

function MergedInto({ one, main }: { one: CaseShown; main: CaseReference }) {
  const { t } = useTranslation("office");
  return (
    <div className={classes.alike}>
      <p>
        {t(one.state === "merged" ? "alike.mergedInto" : "alike.wasMergedInto")} <Reference to={main} />
      </p>
      {one.life.moves.includes("separated") && <Separate id={one.id} number={one.number} />}
    </div>
  );
}

function Merged({ merged }: { merged: readonly CaseReference[] }) {
  const { t } = useTranslation("office");
  return (
    <>
      <h4 className={classes.alikeHead}>{t("alike.merged")}</h4>
      <ul className={classes.alikeList}>
        {merged.map((other) => (
          <li key={other.id} className={classes.alike}>
            <Reference to={other} />
            <Separate id={other.id} number={other.number} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Reference({ to }: { to: CaseReference }) {
  const { i18n } = useTranslation("office");
  return (
    <span>
      <Link to="/cases/$id" params={{ id: to.id }} preload={false} className={knowledge.link}>
        {to.number}
      </Link>{" "}
      <span className={knowledge.soft}>{dateTimeText(to.received_at, i18n.language)}</span>
    </span>
  );
}

function Separate({ id, number }: { id: number; number: string }) {
  const { t } = useTranslation("office");
  const separate = useSeparate();
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={separate.isPending}
      aria-label={t("alike.separateOne", { number })}
      onClick={() => separate.mutate(id, { onSuccess: () => say(t("alike.separated")) })}
    >
      {t("alike.separate")}
    </Button>
  );
}

function Suggested({ id, alike }: { id: number; alike: readonly AlikeCase[] }) {
  const { t, i18n } = useTranslation("office");
  const merge = useMerge(id);
  return (
    <>
      <h4 className={classes.alikeHead}>{t("alike.suggested")}</h4>
      <ul className={classes.alikeList}>
        {alike.map((other) => (
          <li key={other.id} className={classes.alike}>
            <span>
              <Link to="/cases/$id" params={{ id: other.id }} preload={false} className={knowledge.link}>
                {other.number}
              </Link>{" "}
              <span className={knowledge.state}>{t(`state.${other.state}`)}</span>
              <span className={`${knowledge.soft} ${classes.why}`}>
                {[
                  dateTimeText(other.received_at, i18n.language),
                  other.metres === null ? t("alike.same") : t("alike.metres", { count: other.metres }),
                  other.words !== null && t("alike.words", { percent: Math.round(other.words * 100) }),
                  other.same_photo && t("alike.photo"),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            {other.may_merge && (
              <Button
                size="compact-sm"
                variant="default"
                loading={merge.isPending && merge.variables === other.number}
                aria-label={t("alike.mergeOne", { number: other.number })}
                onClick={() => merge.mutate(other.number, { onSuccess: () => say(t("alike.done")) })}
              >
                {t("alike.merge")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {merge.isError && (
        <p className={knowledge.warning} data-bad role="alert">
          {problemDetail(merge.error) || t("offline")}
        </p>
      )}
    </>
  );
}

/** For a person who knows better: any other case, by its number. */
function MergeByNumber({ id }: { id: number }) {
  const { t } = useTranslation("office");
  const [number, setNumber] = useState("");
  const merge = useMerge(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() === "") return;
    merge.mutate(number.trim(), {
      onSuccess: () => {
        setNumber("");
        say(t("alike.done"));
      },
    });
  };
  return (
    <form className={classes.alike} onSubmit={submit} noValidate>
      <TextInput
        label={t("alike.other")}
        description={t("alike.numberHint")}
        maxLength={20}
        value={number}
        error={merge.isError ? problemDetail(merge.error) || t("offline") : undefined}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={merge.isPending}>
        {t("alike.merge")}
      </Button>
    </form>
  );
}

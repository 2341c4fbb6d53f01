import "./styles";
import { Button, Checkbox, NumberInput, Textarea } from "@mantine/core";
import type { CaseShown } from "@sori/api";
import { Dialog } from "@sori/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { problemDetail } from "../data/queries";
import { useText } from "../i18n/useText";
import knowledge from "../knowledge/Knowledge.module.css";
import { DepartmentField } from "./DepartmentField";
import { type Filled, type StaffMove, staffMoves, useMove } from "./data";
import { loadTexts } from "./i18n/load";
import classes from "./Office.module.css";
import { ReplyField } from "./ReplyField";
import { ResultPhotos } from "./ResultPhotos";

loadTexts();

/** Made at once, with nothing to fill in. */
const plain: readonly StaffMove[] = ["accepted", "started"];
const going: readonly StaffMove[] = ["transferred", "dispatched"];

/** What can be done to a case now. Each move that needs words opens a form of its own. */
export function CaseActions({ one }: { one: CaseShown }) {
  const { t } = useTranslation("office");
  const [asked, setAsked] = useState<StaffMove | null>(null);
  const move = useMove(one.id);
  const possible = staffMoves.filter((what) => one.life.moves.includes(what));
  if (possible.length === 0) return null;
  const make = (what: StaffMove, filled: Filled) =>
    move.mutate(
      { move: what, filled },
      {
        onSuccess: () => {
          setAsked(null);
          say(t(`made.${what}`));
        },
      },
    );
  return (
    <section className={`${knowledge.card} ${classes.screen}`} aria-labelledby="case-actions">
      <h3 id="case-actions">{t("actions")}</h3>
      <div className={knowledge.actions}>
        {possible.map((what, index) => (
          <Button
            key={what}
            variant={index === 0 ? "filled" : "default"}
            loading={move.isPending && plain.includes(what)}
            onClick={() => {
              move.reset();
              if (plain.includes(what)) make(what, empty(one, ""));
              else setAsked(what);
            }}
          >
            {t(`do.${what}`)}
          </Button>
        ))}
      </div>
      {move.isError && asked === null && (
        <p className={knowledge.warning} data-bad role="alert">
          {problemDetail(move.error) || t("offline")}
        </p>
      )}
      <Dialog opened={asked !== null} onClose={() => setAsked(null)} title={asked ? t(`do.${asked}`) : ""}>
        {asked && (
          <MoveForm
            one={one}
            move={asked}
            busy={move.isPending}
            problem={move.isError ? problemDetail(move.error) || t("offline") : null}
            onMake={(filled) => make(asked, filled)}
          />
        )}
      </Dialog>
    </section>
  );
}

const empty = (one: CaseShown, remedy: string): Filled => ({
  text: "",
  remedy,
  departmentId: null,
  amount: one.life.period.amount,
  consented: false,
  photoIds: [],
});

interface MoveFormProps {
  one: CaseShown;
  move: StaffMove;
  busy: boolean;
  problem: string | null;
  onMake(filled: Filled): void;
}

function MoveForm({ one, move, busy, problem, onMake }: MoveFormProps) {
  const { t } = useTranslation("office");
  const text = useText();
  const [filled, setFilled] = useState(() => empty(one, t("remedy")));
  const set = (change: Partial<Filled>) => setFilled((known) => ({ ...known, ...change }));
  const told = (reply: string) =>
    reply
      .replaceAll("{number}", one.number)
      .replaceAll("{type}", text(one.type_name))
      .replaceAll("{department}", text(one.department));
  const unit = t(`unit.${one.life.period.unit}`);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        onMake(filled);
      }}
    >
      {going.includes(move) && (
        <DepartmentField chosen={filled.departmentId} onChoose={(departmentId) => set({ departmentId })} />
      )}
      {move === "extended" && (
        <>
          <NumberInput
            label={t("field.amount", { unit })}
            description={t("field.amountHint", { most: one.life.period.amount, unit })}
            required
            min={1}
            max={one.life.period.amount}
            value={filled.amount}
            onChange={(value) => set({ amount: Number(value) })}
          />
          {one.life.extensions > 0 && (
            <Checkbox
              label={t("field.consented")}
              checked={filled.consented}
              onChange={(event) => set({ consented: event.currentTarget.checked })}
            />
          )}
        </>
      )}
      {["completed", "noticed", "asked"].includes(move) && (
        <ReplyField onChoose={(reply) => set({ text: told(reply.body) })} />
      )}
      <Textarea
        label={t(words(move))}
        description={going.includes(move) || move === "returned" ? t("field.amongOffices") : t("field.toCitizen")}
        required={move !== "dispatched"}
        autosize
        minRows={4}
        maxLength={2000}
        value={filled.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      {move === "rejected" && (
        <Textarea
          label={t("field.remedy")}
          description={t("field.remedyHint")}
          required
          autosize
          minRows={3}
          maxLength={2000}
          value={filled.remedy}
          onChange={(event) => set({ remedy: event.currentTarget.value })}
        />
      )}
      {move === "completed" && (
        <ResultPhotos caseId={one.id} ids={filled.photoIds} onChange={(photoIds) => set({ photoIds })} />
      )}
      {problem !== null && (
        <p className={knowledge.warning} data-bad role="alert">
          {problem}
        </p>
      )}
      <Button type="submit" loading={busy}>
        {t(`do.${move}`)}
      </Button>
    </form>
  );
}

function words(move: StaffMove): "field.result" | "field.question" | "field.progress" | "field.why" {
  if (move === "completed") return "field.result";
  if (move === "asked") return "field.question";
  return move === "noticed" ? "field.progress" : "field.why";
}

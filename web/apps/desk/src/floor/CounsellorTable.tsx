import { Button, TextInput } from "@mantine/core";
import type { CounsellorState, FloorCounsellor, FloorQueue } from "@sori/api";
import { StateBadge } from "@sori/ui";
import { IconChevronDown, IconChevronUp, IconSearch, IconSelector } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { leads } from "../app/access";
import { matchesKorean } from "../app/koreanSearch";
import { useMe } from "../data/session";
import figures from "../figures/Figures.module.css";
import { CounsellorRow } from "./CounsellorRow";
import { arrange, countStates, type Order, type SortKey } from "./counsellors";
import classes from "./Floor.module.css";
import { MoveSheet } from "./MoveSheet";

interface CounsellorTableProps {
  counsellors: readonly FloorCounsellor[];
  queues: readonly FloorQueue[];
}

export function CounsellorTable({ counsellors, queues }: CounsellorTableProps) {
  const { t } = useTranslation();
  const [order, setOrder] = useState<Order>({ key: "state", descending: false });
  const [states, setStates] = useState<ReadonlySet<CounsellorState>>(new Set());
  const [name, setName] = useState("");
  const me = useMe();
  const mayMove = me !== null && leads(me.roles);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [moving, setMoving] = useState(false);
  const choose = useCallback(
    (id: number) =>
      setChosen((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id])),
    [],
  );
  const shown = useMemo(
    () => arrange(counsellors, order, states, (person) => matchesKorean(person, name)),
    [counsellors, order, states, name],
  );
  const queueKey = JSON.stringify(queues.map((queue) => [queue.id, queue.name]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: names change far more rarely than figures
  const queueNames = useMemo(() => new Map(queues.map((queue) => [queue.id, queue.name])), [queueKey]);
  const sortBy = (key: SortKey) =>
    setOrder((before) => ({ key, descending: before.key === key && !before.descending }));
  const toggle = (state: CounsellorState) =>
    setStates((before) => new Set(before.has(state) ? [...before].filter((one) => one !== state) : [...before, state]));

  return (
    <div className={figures.section}>
      <h2 id="counsellors-title">
        {t("floor.counsellors")} <span>{t("floor.shown", { shown: shown.length, count: counsellors.length })}</span>
      </h2>
      <div className={classes.filters}>
        <TextInput
          size="xs"
          w={180}
          aria-label={t("floor.findName")}
          placeholder={t("floor.findName")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <StateFilter counsellors={counsellors} chosen={states} onToggle={toggle} />
        {mayMove && (
          <Button size="compact-md" variant="default" disabled={chosen.size === 0} onClick={() => setMoving(true)}>
            {t("move.open", { count: chosen.size })}
          </Button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <section className={figures.scroll} aria-labelledby="counsellors-title" tabIndex={0}>
        <table className={figures.table}>
          <thead>
            <tr>
              {mayMove && (
                <th scope="col">
                  <span className="sr-only">{t("move.choose")}</span>
                </th>
              )}
              <SortHeader sortKey="name" order={order} onSort={sortBy} />
              <SortHeader sortKey="state" order={order} onSort={sortBy} />
              <SortHeader sortKey="since" order={order} onSort={sortBy} />
              <SortHeader sortKey="contacts" order={order} onSort={sortBy} />
            </tr>
          </thead>
          <tbody>
            {shown.map((person) => (
              <CounsellorRow
                key={person.id}
                person={person}
                queueNames={queueNames}
                chosen={chosen.has(person.id)}
                onChoose={mayMove ? choose : undefined}
              />
            ))}
            {shown.length === 0 && (
              <tr>
                <td colSpan={mayMove ? 5 : 4} className={figures.none}>
                  {counsellors.length === 0 ? t("floor.noCounsellors") : t("floor.noneFound")}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </section>
      {mayMove && (
        <MoveSheet
          ids={moving ? [...chosen] : []}
          queues={queues}
          onClose={() => {
            setMoving(false);
            setChosen(new Set());
          }}
        />
      )}
    </div>
  );
}

interface StateFilterProps {
  counsellors: readonly FloorCounsellor[];
  chosen: ReadonlySet<CounsellorState>;
  onToggle: (state: CounsellorState) => void;
}

/** How many are in which state; pressing a state shows only those. */
function StateFilter({ counsellors, chosen, onToggle }: StateFilterProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would be visible
    <div role="group" aria-label={t("floor.filterState")} className={figures.chips}>
      {countStates(counsellors).map(([state, count]) => (
        <button
          key={state}
          type="button"
          className={classes.chip}
          aria-pressed={chosen.has(state)}
          onClick={() => onToggle(state)}
        >
          <StateBadge state={state} plain />
          <span>{count}</span>
        </button>
      ))}
    </div>
  );
}

interface SortHeaderProps {
  sortKey: SortKey;
  order: Order;
  onSort: (key: SortKey) => void;
}

function SortHeader({ sortKey, order, onSort }: SortHeaderProps) {
  const { t } = useTranslation();
  const active = order.key === sortKey;
  const Icon = active ? (order.descending ? IconChevronUp : IconChevronDown) : IconSelector;
  return (
    <th scope="col" aria-sort={active ? (order.descending ? "descending" : "ascending") : "none"}>
      <button type="button" className={classes.sort} onClick={() => onSort(sortKey)}>
        {t(`floor.sort.${sortKey}`)}
        <Icon size={14} aria-hidden />
      </button>
    </th>
  );
}

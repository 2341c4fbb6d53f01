import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { problemDetail } from "../../data/queries";
import { SectionHead } from "../parts/SectionHead";
import { officeRulesQuery } from "./data";
import { RulesForm } from "./RulesForm";
import { TemporaryHolidays } from "./TemporaryHolidays";

/** How the offices that settle cases work: what due dates are counted by. */
export function OfficesSection() {
  const rules = useQuery(officeRulesQuery);
  return (
    <>
      <SectionHead section="offices" />
      {rules.isError ? (
        <Failure detail={problemDetail(rules.error)} onRetry={() => void rules.refetch()} />
      ) : rules.isPending ? (
        <Loading lines={5} height={48} />
      ) : (
        <RulesForm key={JSON.stringify(rules.data)} kept={rules.data} />
      )}
      <TemporaryHolidays />
    </>
  );
}

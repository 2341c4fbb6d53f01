import type { Offer } from "@sori/api";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../app/say";
import { useCommand } from "../commands/registry";
import { useAcceptOffer, useRefuseOffer } from "../data/desk";
import { useText } from "../i18n/useText";
import { OfferCard } from "./OfferCard";

interface OffersProps {
  offers: readonly Offer[];
  busy: boolean;
  onAccepted: (contactId: number) => void;
}

/** Contacts that are mine if I say so before the time is up. */
export function Offers({ offers, busy, onAccepted }: OffersProps) {
  const { t } = useTranslation();
  const text = useText();
  const accept = useAcceptOffer();
  const refuse = useRefuseOffer();
  const first = offers[0];
  const waiting = accept.isPending || refuse.isPending;

  const take = (offer: Offer | undefined) => {
    if (offer && !waiting) {
      accept.mutate(offer.id, { onSuccess: () => onAccepted(offer.contact.id), onError: sayProblem });
    }
  };
  const leave = (offer: Offer | undefined) => {
    if (offer && !waiting) refuse.mutate(offer.id, { onError: sayProblem });
  };
  useCommand("acceptOffer", () => take(first), first !== undefined);
  useCommand("refuseOffer", () => leave(first), first !== undefined);

  // Enter takes the offer when nothing else could be meant by it.
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.target !== document.body || event.isComposing) return;
      event.preventDefault();
      take(first);
    };
    if (!first) return;
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  return (
    <>
      <div className="sr-only" aria-live="assertive">
        {first &&
          t("offer.announcement", {
            queue: text(first.contact.queue.name),
            citizen: t("citizen.name", { id: first.contact.citizen_id }),
          })}
      </div>
      {offers.map((offer) => (
        <OfferCard
          key={offer.id}
          offer={offer}
          withKeys={offer === first}
          takesFocus={!busy}
          accepting={accept.isPending && accept.variables === offer.id}
          refusing={refuse.isPending && refuse.variables === offer.id}
          onAccept={() => take(offer)}
          onRefuse={() => leave(offer)}
        />
      ))}
    </>
  );
}

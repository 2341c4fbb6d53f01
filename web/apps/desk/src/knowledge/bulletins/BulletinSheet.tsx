import type { BulletinNow } from "@sori/api";
import { loadTexts } from "../i18n/load";
import { BulletinText } from "./BulletinText";

loadTexts();

/** A bulletin beside the desk. */
export default function BulletinSheet({ bulletin }: { bulletin: BulletinNow }) {
  return <BulletinText bulletin={bulletin} />;
}

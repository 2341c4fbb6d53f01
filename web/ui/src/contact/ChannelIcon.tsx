import {
  IconBrandX,
  IconBuildingCommunity,
  IconHandStop,
  IconLanguage,
  IconMail,
  IconMessage,
  IconMessageCircle,
  IconPhone,
  IconReportAnalytics,
  IconRobot,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

export type ChannelName =
  | "phone"
  | "sms"
  | "chatbot"
  | "smart_report"
  | "portal"
  | "web"
  | "eungdapso"
  | "foreign_language"
  | "sign_language"
  | "email";

const icons: Record<ChannelName, typeof IconPhone> = {
  phone: IconPhone,
  sms: IconMessage,
  chatbot: IconRobot,
  smart_report: IconReportAnalytics,
  portal: IconBrandX,
  web: IconMessageCircle,
  eungdapso: IconBuildingCommunity,
  foreign_language: IconLanguage,
  sign_language: IconHandStop,
  email: IconMail,
};

interface ChannelIconProps {
  channel: ChannelName;
  size?: number;
  /** Where the channel's name stands beside the icon. */
  decorative?: boolean;
}

export function ChannelIcon({ channel, size = 16, decorative = false }: ChannelIconProps) {
  const { t } = useTranslation("ui");
  const Icon = icons[channel];
  const name = t(`channel.${channel}`);
  return decorative ? (
    <Icon size={size} stroke={1.75} aria-hidden />
  ) : (
    <span role="img" aria-label={name} title={name} style={{ display: "inline-flex" }}>
      <Icon size={size} stroke={1.75} aria-hidden />
    </span>
  );
}

/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** The IANA name of the city's time zone. */
  readonly VITE_CITY_TIME_ZONE?: string;
}

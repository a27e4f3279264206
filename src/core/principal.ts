/** The authenticated caller of a request over HTTP. */
export interface SignedIn {
  /** Stable and unique, such as the issuer and its subject. Everything kept for the caller has it in its key. */
  readonly subject: string;
  /** The name that the audit log shows: an email address, a user name or the name of a client. */
  readonly name: string;
}

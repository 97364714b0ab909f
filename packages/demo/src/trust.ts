import tls from "node:tls";

const { createSecureContext } = tls;
const trusted = new Set<string>();

/** From now on this process trusts what a root certificate vouches for, too. A new process has NODE_EXTRA_CA_CERTS. */
export function trust(root: string): void {
  trusted.add(root);
  tls.createSecureContext = (options) => {
    const made = createSecureContext(options);
    if (options?.ca === undefined) {
      const { context } = made as { context: { addCACert(certificate: string): void } };
      trusted.forEach((each) => context.addCACert(each));
    }
    return made;
  };
}

package io.modelfactory.worker.console.access;

import java.util.Locale;

/** What someone may do in the console. Roles are independent: an operator is not an auditor by that. */
public enum ConsoleRole {
    /** Sees every page. */
    VIEWER,
    /** Asks for work: publish retries, requests, verifications, replays. */
    OPERATOR,
    /** Exports audits and sees payloads unmasked. */
    AUDITOR;

    /** As configuration and documents have it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
